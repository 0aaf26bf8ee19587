import type { FieldValue } from '../../test/support/form.ts';
import type { AppRoute } from '../../test/support/app-routes.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { type Answer, headerOf } from './answer.ts';
import { encoded } from './bodies.ts';
import {
  carriedBy,
  filledIn,
  formsOn,
  type Known,
  nameOf,
  type routeFinder,
  type SeenForm,
} from './forms.ts';
import { framed } from './framing.ts';
import type { Header } from './headers.ts';
import type { Role, Scene } from './scene.ts';
import { type Exchange, exchange, type Message } from './wire.ts';

/** How often a form is used before a new one is asked for: what it carries may be good once only. */
const USES = 3;
const MOST_REDIRECTS = 4;
/** How old a session may be, in ms: pages that an account hangs on ask again after a while who it is. */
const OLDEST_SESSION_MS = 5 * 60_000;

interface Dependencies {
  readonly port: number;
  readonly role: Role;
  readonly scene: () => Scene;
  readonly findRoute: ReturnType<typeof routeFinder>;
  /** Sees every answer to a request that is not hostile. */
  readonly observe: (who: Person, sent: Message, got: Exchange) => void;
}

/** Keeps what one browser would: cookies, and the forms that pages showed. Goes on with honest requests where a hostile one needs them. */
export function createPerson({ port, role, scene, findRoute, observe }: Dependencies) {
  const cookies = new Map<string, string>();
  const forms = new Map<string, { form: SeenForm; uses: number }>();
  const learned = new Map<string, string>();
  const carried = new Map<string, string>();
  let isOut = role.signIn !== undefined;
  let enteredAt = 0;
  let entering: Promise<void> | undefined;

  const cookieHeader = (): Header[] =>
    cookies.size === 0
      ? []
      : [['Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')]];
  const known = (): Known => ({
    ...scene().answers,
    ...Object.fromEntries(learned),
    ...role.signIn?.answers,
  });

  /** Learns from an answer as a browser does. */
  function saw(path: string, method: string, answer: Answer): void {
    for (const [name, line] of answer.headers) if (name === 'set-cookie') keepCookie(line);
    const location = headerOf(answer, 'location') ?? '';
    if (role.signIn && (answer.status === 401 || location.includes(`${role.signIn.page}?`))) isOut = true;
    if (headerOf(answer, 'content-type')?.startsWith('text/html') !== true) return;
    const html = answer.body.toString();
    for (const [field, pattern] of Object.entries(scene().given)) {
      const value = pattern.exec(html)?.[1];
      if (value !== undefined) learned.set(field, value);
    }
    if (!html.includes('<form')) return;
    for (const form of formsOn(html, method === 'GET' ? path : undefined)) {
      const route = findRoute('POST', form.action.split('?', 1)[0] ?? '');
      const mayFill = !scene().untouched.some((part) => form.action.includes(part));
      for (const [name, value] of carriedBy(form, scene().carried)) carried.set(name, value);
      if (route && mayFill) forms.set(nameOf(route), { form, uses: 0 });
    }
  }

  function keepCookie(line: string): void {
    const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') {
      cookies.delete(name);
      if (role.signIn) isOut = true;
    } else cookies.set(name, value);
  }

  async function send(method: 'GET' | 'POST', path: string, content?: ReturnType<typeof encoded>) {
    const type: Header[] =
      content?.type === undefined
        ? []
        : [
            ['Content-Type', content.type],
            ['Origin', `http://localhost:${port}`],
          ];
    const headers: Header[] = [['Host', `localhost:${port}`], ...cookieHeader(), ...type];
    const message = framed({ method, target: path, headers, body: content?.bytes ?? Buffer.alloc(0) });
    const got = await exchange(port, message);
    observe(person, message, got);
    const [answer] = got.answers;
    if (answer) saw(path, method, answer);
    return answer;
  }

  async function visit(path: string): Promise<void> {
    let next: string | undefined = path;
    for (let hops = 0; next !== undefined && hops < MOST_REDIRECTS; hops += 1) {
      const answer = await send('GET', next);
      next = answer && headerOf(answer, 'location');
    }
  }

  /** Posts the form of a route as an honest person would. */
  async function submit(routeName: string): Promise<void> {
    const found = forms.get(routeName);
    if (!found) return;
    const { form } = found;
    forms.delete(routeName);
    const fields = filledIn(form, { random: seededRandom(1), mark: 'jujur', known: known(), isHonest: true });
    await send('POST', form.action, encoded(fields, form.isMultipart));
  }

  async function enter(): Promise<void> {
    if (!role.signIn) return;
    const { page, confirm } = role.signIn;
    forms.clear();
    carried.clear();
    cookies.clear();
    await visit(page);
    await submit(`POST ${page}`);
    if (confirm !== undefined) {
      await visit(confirm);
      await submit(`POST ${confirm}`);
    }
    isOut = cookies.size === 0;
    enteredAt = performance.now();
  }

  /** Asks for pages until one shows the form: the way that leads there, its own address, the addresses above it. */
  async function look(route: AppRoute, path: string, page: string | undefined): Promise<void> {
    const journey = scene().journeys[nameOf(route)];
    if (journey) {
      for (const step of journey) {
        if (!forms.has(step)) await visit(step.split(' ')[1] ?? '/');
        await submit(step);
      }
      return;
    }
    const parts = path.split('/');
    const above = [parts.length, parts.length - 1, parts.length - 2].map((length) =>
      parts.slice(0, length).join('/'),
    );
    for (const candidate of page === undefined ? above : [page]) {
      if (candidate.length > 1) await visit(candidate);
      if (forms.get(nameOf(route))) return;
    }
  }

  const person = {
    name: role.name,
    cookieHeader,
    saw,

    /** What this person can answer, by the name of the field. */
    known,

    /** What forms carried unseen, such as the token of the session. */
    carried: (): FieldValue[] => [...carried],

    /** Values that no page may show. */
    secrets: (): readonly string[] => [...cookies.values()],

    /** Signs in where that is needed, once for all who wait. */
    async ready(): Promise<void> {
      const isOld = role.signIn !== undefined && performance.now() - enteredAt > OLDEST_SESSION_MS;
      if (!isOut && !isOld) return;
      entering ??= enter().finally(() => {
        entering = undefined;
      });
      await entering;
    },

    /** A form that posts to this route, if this person is shown one; `path` is an address of the route. */
    async formFor(route: AppRoute, path: string): Promise<SeenForm | undefined> {
      const name = nameOf(route);
      const found = forms.get(name);
      if (found === undefined || found.uses >= USES) {
        forms.delete(name);
        await look(route, path, found?.form.page);
      }
      const fresh = forms.get(name);
      if (fresh) fresh.uses += 1;
      return fresh?.form;
    },
  };
  return person;
}

export interface Person {
  readonly name: string;
  cookieHeader(): Header[];
  saw(path: string, method: string, answer: Answer): void;
  known(): Known;
  carried(): FieldValue[];
  secrets(): readonly string[];
  ready(): Promise<void>;
  formFor(route: AppRoute, path: string): Promise<SeenForm | undefined>;
}
