import { parse, type HTMLElement } from 'node-html-parser';
import { fieldsOf, filled, type FieldValue } from './form.ts';

/** An answer of the portal, read whole. */
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  /** Where it came from, after redirects. */
  readonly url: string;
  readonly body: Buffer;
  readonly root: HTMLElement;
  /** What a reader sees, white space made single. */
  readonly text: string;
  /** The error summary: which field each line links to, and what it says. */
  readonly errors: readonly { readonly field: string; readonly text: string }[];
  /** The value of a field as the page shows it. */
  value(name: string): string | undefined;
}

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mediaType?: string;
}

export interface Submission {
  readonly values?: Readonly<Record<string, string | readonly string[]>>;
  /** Files by the name of their field. */
  readonly files?: Readonly<Record<string, readonly SentFile[]>>;
  /** Which button is pressed, as a selector; the form's first one otherwise. */
  readonly button?: string;
  /** Which form of the page, as a selector; `main form` otherwise. */
  readonly form?: string;
}

async function pageOf(response: Response): Promise<Page> {
  const body = Buffer.from(await response.arrayBuffer());
  const isHtml = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  const root = parse(isHtml ? body.toString('utf8') : '');
  const errors = root.querySelectorAll('#error-summary a').map((link) => ({
    field: (link.getAttribute('href') ?? '').replace(/^#/, ''),
    text: link.text.trim(),
  }));
  return {
    status: response.status,
    headers: response.headers,
    url: response.url,
    body,
    root,
    text: root.structuredText.replaceAll(/\s+/g, ' '),
    errors,
    value: (name) => {
      const forms = root.querySelectorAll('form');
      return forms.flatMap((form) => fieldsOf(form)).find(([field]) => field === name)?.[1];
    },
  };
}

function asPairs(fields: readonly FieldValue[]): [string, string][] {
  return fields.map(([name, value]) => [name, value]);
}

function multipart(fields: readonly FieldValue[], files: Submission['files'] = {}): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  for (const [name, sent] of Object.entries(files))
    for (const file of sent)
      form.append(name, new Blob([file.bytes.slice()], { type: file.mediaType ?? '' }), file.name);
  return form;
}

/** A button may stand outside its form and name it with its attribute `form`. */
function pressedButton(page: Page, form: HTMLElement, selector?: string): HTMLElement | undefined {
  if (selector === undefined) return form.querySelector('button, input[type=submit]') ?? undefined;
  const found = form.querySelector(selector) ?? page.root.querySelector(selector);
  if (found === null) throw new Error(`the page ${page.url} (${page.status}) has no button ${selector}`);
  return found;
}

/** What pressing a button of a form sends: method, address, body. */
function requestOf(page: Page, { form: selector = 'main form', button, values = {}, files }: Submission) {
  const form = page.root.querySelector(selector);
  if (form === null) throw new Error(`the page ${page.url} (${page.status}) has no form ${selector}`);
  const pressed = pressedButton(page, form, button);
  const name = pressed?.getAttribute('name');
  const own: FieldValue[] = name === undefined ? [] : [[name, pressed?.getAttribute('value') ?? '']];
  const fields = [...filled(fieldsOf(form), values), ...own];
  const action = pressed?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
  const url = new URL(action, page.url);
  if (form.getAttribute('method')?.toLowerCase() !== 'post') {
    url.search = new URLSearchParams(asPairs(fields)).toString();
    return { url, method: 'GET' };
  }
  const isMultipart = form.getAttribute('enctype') === 'multipart/form-data';
  const body = isMultipart ? multipart(fields, files) : new URLSearchParams(asPairs(fields));
  return { url, method: 'POST', body };
}

/** The cookies of one client; the portal sets them for staff only. */
function cookieJar() {
  const cookies = new Map<string, string>();
  return {
    cookies,
    keep: (response: Response) => {
      for (const line of response.headers.getSetCookie()) {
        const [pair = '', ...attributes] = line.split(';');
        const [name = '', value = ''] = pair.split('=', 2);
        const isGone = value === '' || attributes.some((attribute) => /max-age=0|1970/i.test(attribute));
        if (isGone) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
    header: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  };
}

/**
 * Visits the portal as a browser without JavaScript would: sends what its forms hold, follows what it redirects to,
 * keeps its cookies. Each client is a person of their own, who may send headers of their own with everything.
 */
export function createClient(baseUrl: string, own: Readonly<Record<string, string>> = {}) {
  const jar = cookieJar();

  /** One request as it is, not followed. */
  async function request(url: string | URL, options: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ ...own, ...Object.fromEntries(new Headers(options.headers)) });
    if (jar.cookies.size > 0 && !headers.has('cookie')) headers.set('cookie', jar.header());
    const isPost = options.method === 'POST';
    if (isPost && !headers.has('origin')) headers.set('origin', new URL(baseUrl).origin);
    const response = await fetch(new URL(url, baseUrl), { ...options, headers, redirect: 'manual' });
    jar.keep(response);
    return response;
  }

  async function visit(url: string | URL, options: RequestInit = {}): Promise<Page> {
    const response = await request(url, options);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return pageOf(response);
    await response.body?.cancel();
    return visit(new URL(location, response.url));
  }

  return {
    cookies: jar.cookies,
    request,

    /** Opens an address and follows redirects. */
    get: async (path: string) => visit(path),

    /** Posts fields that no form of a page made. */
    post: async (path: string, fields: Readonly<Record<string, string>>) =>
      visit(path, { method: 'POST', body: new URLSearchParams(fields) }),

    /** Fills a form of a page, presses a button of it, and follows where it leads. */
    submit: async (page: Page, submission: Submission = {}) => {
      const { url, ...options } = requestOf(page, submission);
      return visit(url, options);
    },
  };
}

export type Client = ReturnType<typeof createClient>;
