import { type HTMLElement, parse } from 'node-html-parser';
import { fieldsOf, type FieldValue } from '../../test/support/form.ts';
import type { AppRoute } from '../../test/support/app-routes.ts';
import type { SeededRandom } from '../../test/support/seeded-random.ts';
import { type Field, fieldOf } from './fields.ts';
import { plainText } from './hostile-values.ts';

/** A form as a page showed it. */
export interface SeenForm {
  /** The path that it posts to. */
  readonly action: string;
  readonly isMultipart: boolean;
  readonly element: HTMLElement;
  /** The page that shows it anew when it is asked for; undefined where only a post does. */
  readonly page: string | undefined;
}

/** A route as text, which names it: `POST /lapor`. */
export function nameOf({ method, pattern }: AppRoute): string {
  return `${method} ${pattern}`;
}

/** Finds the route of a path, whatever its language. */
export function routeFinder(routes: readonly AppRoute[]) {
  const known = routes.map((route) => ({
    route,
    matches: new RegExp(`^(?:/en)?${route.pattern.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}/?$`),
  }));
  return (method: string, path: string): AppRoute | undefined =>
    known.find(({ route, matches }) => route.method === method && matches.test(path))?.route;
}

/** The forms of a page that post; one that has buttons which post elsewhere is there once for each place. */
export function formsOn(html: string, page: string | undefined): SeenForm[] {
  const root = parse(html);
  const forms = root.querySelectorAll('form');
  const buttons = root.querySelectorAll('[formaction]');
  return forms.flatMap((element) => {
    if (element.getAttribute('method')?.toLowerCase() !== 'post') return [];
    const isMultipart = element.getAttribute('enctype') === 'multipart/form-data';
    const own = buttons.filter(
      (button) =>
        button.getAttribute('form') === element.id || element.querySelectorAll('*').includes(button),
    );
    return [element.getAttribute('action'), ...own.map((button) => button.getAttribute('formaction'))]
      .filter((action) => action !== undefined)
      .map((action) => ({ action, isMultipart, element, page }));
  });
}

/** What is answered to fields by their names, where guessing would never get further. */
export type Known = Readonly<Record<string, string>>;

/** How a form is filled in. */
interface Filling {
  readonly random: SeededRandom;
  /** Part of every text. */
  readonly mark: string;
  readonly known: Known;
  /** Everything is answered, nothing chosen that need not be, no other button pressed: it is to get on. */
  readonly isHonest?: boolean;
}

/** A form filled in as its page asks: texts where there are none, something chosen everywhere, a button pressed. */
export function filledIn({ element }: SeenForm, filling: Filling): Field[] {
  const { known, isHonest = false } = filling;
  const given = fieldsOf(element)
    .filter(([name]) => element.querySelector(`input[type=radio][name="${name}"]`) === null)
    .map(([name, shown]): FieldValue => [name, known[name] ?? answerTo(element, name, shown, filling)]);
  const more = isHonest ? [] : [...tickedIn(element, filling), ...pressedIn(element, filling)];
  return [...given, ...chosenIn(element, filling), ...more].map(([name, value]) => fieldOf(name, value));
}

/** The hidden fields of a form with these names. */
export function carriedBy({ element }: SeenForm, names: readonly string[]): FieldValue[] {
  return fieldsOf(element).filter(([name, value]) => names.includes(name) && value !== '');
}

function answerTo(
  form: HTMLElement,
  name: string,
  shown: string,
  { random, mark, isHonest = false }: Filling,
): string {
  const field = form.querySelector(`[name="${name}"]`);
  const options = field?.querySelectorAll('option') ?? [];
  if (options.length > 0 && !isHonest) return random.pick(options).getAttribute('value') ?? '';
  const type = field?.getAttribute('type');
  if (shown !== '' || type === 'hidden') return shown;
  if (type === 'date') return '2026-11-24';
  if (type === 'email') return `${mark}x@contoh.example`;
  return random.chance(0.15) && !isHonest ? '' : plainText(random, mark);
}

function inputsOf(form: HTMLElement, type: string): FieldValue[] {
  return form
    .querySelectorAll(`input[type=${type}][name]`)
    .map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? 'on']);
}

/** One of each group of radio buttons. */
function chosenIn(form: HTMLElement, { random, known }: Filling): FieldValue[] {
  const radios = inputsOf(form, 'radio');
  const groups = [...new Set(radios.map(([name]) => name))];
  return groups.map((group) => {
    const [, value] = random.pick(radios.filter(([name]) => name === group));
    return [group, known[group] ?? value];
  });
}

/** Some of the check boxes. */
function tickedIn(form: HTMLElement, { random }: Filling): FieldValue[] {
  return inputsOf(form, 'checkbox').filter(() => random.chance(0.1));
}

function pressedIn(form: HTMLElement, { random }: Filling): FieldValue[] {
  const buttons = form.querySelectorAll('button[name]');
  if (buttons.length === 0 || random.chance(0.5)) return [];
  const button = random.pick(buttons);
  return [[button.getAttribute('name') ?? '', button.getAttribute('value') ?? '']];
}
