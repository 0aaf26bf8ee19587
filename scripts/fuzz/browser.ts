import type { FieldValue } from '../../test/support/form.ts';
import { type Answer, headerOf } from './answer.ts';
import { carriedBy, formsOn, type Known, nameOf, type routeFinder, type SeenForm } from './forms.ts';
import type { Header } from './headers.ts';
import type { Role, Scene } from './scene.ts';

/** How often a form is used before a new one is asked for: what it carries may be good once only. */
const USES = 3;

interface Dependencies {
  readonly role: Role;
  readonly scene: () => Scene;
  readonly findRoute: ReturnType<typeof routeFinder>;
}

/** Keeps what one browser and its user would: cookies, the forms that pages showed, what pages gave away. */
export function createBrowser({ role, scene, findRoute }: Dependencies) {
  const cookies = new Map<string, string>();
  const forms = new Map<string, { form: SeenForm; uses: number }>();
  const learned = new Map<string, string>();
  const carried = new Map<string, string>();
  let isSignedOut = false;

  function keepCookie(line: string): void {
    const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') {
      cookies.delete(name);
      isSignedOut = true;
    } else cookies.set(name, value);
  }

  function keepForms(html: string, page: string | undefined): void {
    for (const form of formsOn(html, page)) {
      const route = findRoute('POST', form.action.split('?', 1)[0] ?? '');
      const mayFill = !scene().untouched.some((part) => form.action.includes(part));
      for (const [name, value] of carriedBy(form, scene().carried)) carried.set(name, value);
      if (route && mayFill) forms.set(nameOf(route), { form, uses: 0 });
    }
  }

  return {
    /** Learns from the answer to a request. */
    saw(path: string, method: string, answer: Answer): void {
      for (const [name, line] of answer.headers) if (name === 'set-cookie') keepCookie(line);
      const location = headerOf(answer, 'location') ?? '';
      if (answer.status === 401 || location.includes(`${role.signIn?.page ?? '/'}?`)) isSignedOut = true;
      if (headerOf(answer, 'content-type')?.startsWith('text/html') !== true) return;
      const html = answer.body.toString();
      for (const [field, pattern] of Object.entries(scene().given)) {
        const value = pattern.exec(html)?.[1];
        if (value !== undefined) learned.set(field, value);
      }
      if (html.includes('<form')) keepForms(html, method === 'GET' ? path : undefined);
    },

    cookieHeader: (): Header[] =>
      cookies.size === 0
        ? []
        : [['Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')]],

    /** Values that no page may show. */
    secrets: (): readonly string[] => [...cookies.values()],

    /** What is answered to fields, by name. */
    known: (): Known => ({
      ...scene().answers,
      ...Object.fromEntries(learned),
      ...role.signIn?.answers,
    }),

    /** What forms carried unseen, such as the token of the session. */
    carried: (): FieldValue[] => [...carried],

    /** The form of a route as a page showed it last. */
    form: (routeName: string): SeenForm | undefined => forms.get(routeName)?.form,

    /** The same, to be used; undefined once it was used often. */
    useForm(routeName: string): SeenForm | undefined {
      const found = forms.get(routeName);
      if (found === undefined || found.uses >= USES) return undefined;
      found.uses += 1;
      return found.form;
    },

    dropForm: (routeName: string): void => void forms.delete(routeName),

    /** Whether the portal has said that nobody is signed in. */
    isSignedOut: (): boolean => isSignedOut,

    /** As it was before anything was seen but for what was learned. */
    forget(): void {
      forms.clear();
      carried.clear();
      cookies.clear();
      isSignedOut = false;
    },
  };
}

export type Browser = ReturnType<typeof createBrowser>;
