import type { AppRoute } from '../../test/support/app-routes.ts';
import { type SeededRandom, seededRandom } from '../../test/support/seeded-random.ts';
import { hostileBody } from './bodies.ts';
import { type Field, fieldOf, hostileFields } from './fields.ts';
import type { HostileFiles } from './files.ts';
import { filledIn, nameOf, type SeenForm } from './forms.ts';
import { framed, hostilelyFramed, type Written } from './framing.ts';
import { type Header, hostileHeaders, hostOf } from './headers.ts';
import { markOf } from './hostile-values.ts';
import type { Person } from './person.ts';
import type { Scene, Target } from './scene.ts';
import { hostileParameter, hostileTarget } from './targets.ts';
import type { Message } from './wire.ts';

/** One hostile request, ready to be sent. */
export interface Asked extends Written {
  readonly n: number;
  readonly route: AppRoute;
  readonly person: Person;
  readonly message: Message;
}

const METHODS = [
  'HEAD',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'QUERY',
  'FUZZ',
  'get',
  'POST',
  'GET',
];

interface Dependencies {
  readonly seed: number;
  readonly target: Pick<Target, 'port' | 'routes'>;
  readonly scene: () => Scene;
  readonly people: readonly Person[];
  readonly files: HostileFiles;
}

/** Makes request `n` of a run: the same seed and number make the same choices, with the tokens and ids of that moment. */
export function createRequests({ seed, target, scene, people, files }: Dependencies) {
  const { port, routes } = target;

  function personFor(route: AppRoute, random: SeededRandom): Person {
    const insiders = scene().insiders[nameOf(route)] ?? [];
    const inside = people.filter(({ name }) => insiders.includes(name));
    return inside.length > 0 && random.chance(0.7) ? random.pick(inside) : random.pick(people);
  }

  /** Where nobody is shown a form, what every form of theirs carries leads further in than nothing. */
  function fieldsFor(
    form: SeenForm | undefined,
    person: Person,
    random: SeededRandom,
    mark: string,
  ): Field[] {
    if (!form)
      return hostileFields(
        person.browser.carried().map(([name, value]) => fieldOf(name, value)),
        random,
        mark,
      );
    const filled = filledIn(form, { random, mark, known: random.chance(0.7) ? person.browser.known() : {} });
    const input = form.element.querySelector('input[type=file]')?.getAttribute('name');
    const count = input === undefined ? 0 : random.pick([0, 1, 1, 2, 12]);
    const sent = Array.from({ length: count }, () => files(input ?? '', random, mark));
    return [...hostileFields(filled, random, mark), ...sent];
  }

  return async (n: number): Promise<Asked> => {
    const random = seededRandom(seed * 1_000_003 + n);
    const mark = markOf(n);
    const route = routes[n % routes.length] ?? { method: 'GET', pattern: '/' };
    const person = personFor(route, random);
    const known = scene().parameters[nameOf(route)] ?? {};
    const honestPath = pathOf(route, (name) => known[name]?.[n % known[name].length] ?? 'x');
    await person.ready();
    const form = route.method === 'POST' ? await person.formFor(route, honestPath) : undefined;
    const path =
      form && random.chance(0.75)
        ? form.action
        : pathOf(route, (name) => hostileParameter(known[name] ?? [], random, mark));
    const method = random.chance(0.93) ? route.method : random.pick(METHODS);
    const hasBody = route.method === 'POST' || random.chance(0.05);
    const isMultipart = form?.isMultipart ?? random.chance(0.2);
    const body = hasBody
      ? hostileBody(fieldsFor(form, person, random, mark), { isMultipart, random, mark })
      : { type: undefined, bytes: Buffer.alloc(0) };
    const type: Header[] = body.type === undefined ? [] : [['Content-Type', body.type]];
    const origin: Header[] = hasBody && random.chance(0.8) ? [['Origin', `http://localhost:${port}`]] : [];
    const written: Written = {
      method,
      target: hostileTarget(path, random, mark),
      headers: [
        ['Host', hostOf(port, random, mark)],
        ...person.browser.cookieHeader(),
        ...type,
        ...origin,
        ...hostileHeaders(random, mark),
      ],
      body: body.bytes,
    };
    const message = random.chance(0.92) ? framed(written) : hostilelyFramed(written, random);
    return { ...written, n, route, person, message };
  };
}

function pathOf(route: AppRoute, parameter: (name: string) => string): string {
  return route.pattern.replaceAll(/:(\w+)/g, (_all, name: string) => parameter(name));
}

/** A request as text for whoever repeats it: what cannot be printed is escaped, the middle of what is long left out. */
export function shown({ bytes }: Message): string {
  const text = bytes
    .toString('latin1')
    .replaceAll(/[^\n\x20-\x7e]/g, (character) =>
      character === '\r' ? '' : `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
    );
  return text.length <= 2_400
    ? text
    : `${text.slice(0, 1_800)}\n… ${text.length - 2_400} more …\n${text.slice(-600)}`;
}
