import type { AppRoute } from '../../test/support/app-routes.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { type Answer, headerOf } from './answer.ts';
import { type Body, encoded } from './bodies.ts';
import { type Browser, createBrowser } from './browser.ts';
import { filledIn, nameOf, type routeFinder, type SeenForm } from './forms.ts';
import { framed } from './framing.ts';
import type { Header } from './headers.ts';
import type { Role, Scene } from './scene.ts';
import { type Exchange, exchange, type Message } from './wire.ts';

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

/** Somebody with a browser, who goes on with honest requests where a hostile one needs them. */
export interface Person {
  readonly name: string;
  readonly browser: Browser;
  /** Signs in where that is needed, once for all who wait. */
  ready(): Promise<void>;
  /** A form that posts to this route, if this person is shown one; `path` is an address of the route. */
  formFor(route: AppRoute, path: string): Promise<SeenForm | undefined>;
}

export function createPerson({ port, role, scene, findRoute, observe }: Dependencies): Person {
  const browser = createBrowser({ role, scene, findRoute });
  let enteredAt: number | undefined;
  let entering: Promise<void> | undefined;

  async function send(method: 'GET' | 'POST', path: string, body?: Body): Promise<Answer | undefined> {
    const own: Header[] = [['Host', `localhost:${port}`], ...browser.cookieHeader()];
    const type: Header[] = body?.type === undefined ? [] : [['Content-Type', body.type]];
    const origin: Header[] = body === undefined ? [] : [['Origin', `http://localhost:${port}`]];
    const headers = [...own, ...type, ...origin];
    const message = framed({ method, target: path, headers, body: body?.bytes ?? Buffer.alloc(0) });
    const got = await exchange(port, message);
    observe(person, message, got);
    const [answer] = got.answers;
    if (answer) browser.saw(path, method, answer);
    return answer;
  }

  async function visit(path: string): Promise<void> {
    let next: string | undefined = path;
    for (let hops = 0; next !== undefined && hops < MOST_REDIRECTS; hops += 1) {
      const answer = await send('GET', next);
      next = answer && headerOf(answer, 'location');
    }
  }

  /** Posts the form of a route as an honest person would; a page shows it first where none did. */
  async function submit(routeName: string): Promise<void> {
    if (!browser.form(routeName)) await visit(routeName.split(' ')[1] ?? '/');
    const form = browser.form(routeName);
    if (!form) return;
    browser.dropForm(routeName);
    const filling = { random: seededRandom(1), mark: 'jujur', known: browser.known(), isHonest: true };
    await send('POST', form.action, encoded(filledIn(form, filling), form.isMultipart));
  }

  async function enter({ page, confirm }: NonNullable<Role['signIn']>): Promise<void> {
    browser.forget();
    await submit(`POST ${page}`);
    if (confirm !== undefined) await submit(`POST ${confirm}`);
    enteredAt = browser.cookieHeader().length === 0 ? undefined : performance.now();
  }

  /** Asks for pages until one shows the form: the way that leads there, its own address, the addresses above it. */
  async function look(route: AppRoute, path: string, page: string | undefined): Promise<void> {
    const journey = scene().journeys[nameOf(route)];
    if (journey) {
      for (const step of journey) await submit(step);
      return;
    }
    const parts = path.split('/');
    const above = [0, 1, 2].map((fewer) => parts.slice(0, parts.length - fewer).join('/'));
    for (const candidate of page === undefined ? above : [page]) {
      if (candidate.length > 1) await visit(candidate);
      if (browser.form(nameOf(route))) return;
    }
  }

  const person: Person = {
    name: role.name,
    browser,

    async ready() {
      const { signIn } = role;
      if (!signIn) return;
      const isOld = enteredAt === undefined || performance.now() - enteredAt > OLDEST_SESSION_MS;
      if (!isOld && !browser.isSignedOut()) return;
      entering ??= enter(signIn).finally(() => {
        entering = undefined;
      });
      await entering;
    },

    async formFor(route, path) {
      const name = nameOf(route);
      const usable = browser.useForm(name);
      if (usable) return usable;
      const page = browser.form(name)?.page;
      browser.dropForm(name);
      await look(route, path, page);
      return browser.useForm(name);
    },
  };
  return person;
}
