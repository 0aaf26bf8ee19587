import { assetHeaderLines } from '../../src/web/header-lines.ts';
import { type Answer, headerOf } from './answer.ts';
import { ANY_MARK, INJECTED_COOKIE, INJECTED_HEADER } from './hostile-values.ts';
import type { Header } from './headers.ts';
import type { Secret } from './scene.ts';

/** What one answer is judged by. */
interface Judged {
  readonly answer: Answer;
  /** Who asked. */
  readonly reader: string;
  /** The bytes that were sent, as latin1: what somebody sent themselves is no secret to them. */
  readonly sent: string;
  /** That every answer of the app has, but for an asset. */
  readonly headers: readonly Header[];
  readonly secrets: readonly Secret[];
  /** Where the app leads besides its own pages. */
  readonly elsewhere: readonly string[];
}

/** One thing that must not be seen in an answer: nothing where all is well, else what was seen. */
type Rule = readonly [what: string, check: (judged: Judged) => string | undefined];

/** Node's own refusals of what is no HTTP, before the app sees it: no body and no headers but its own. */
const BARE = new Set([400, 408, 413, 417, 431]);

function isBare({ status, body, headers }: Answer): boolean {
  return (
    BARE.has(status) &&
    body.length === 0 &&
    headers.every(([name]) => /^(?:connection|date|content-length|transfer-encoding|keep-alive)$/.test(name))
  );
}

/** HTTP's own answers to a version and a coding that nobody here speaks (RFC 9110, 15.6.2 and 15.6.6); nothing failed. */
function isRefusedFraming({ status, body }: Answer): boolean {
  return (status === 501 || status === 505) && body.length === 0;
}

/** The page that says that reporting is closed, as an administrator may make it; what failed says when to try again. */
function isClosed(answer: Answer): boolean {
  return answer.status === 503 && isHtml(answer) && headerOf(answer, 'retry-after') === undefined;
}

function isHtml(answer: Answer): boolean {
  return headerOf(answer, 'content-type')?.startsWith('text/html') ?? false;
}

/** What was sent, unescaped: `<` before the mark, or a quotation mark after it that ends an attribute. */
const UNESCAPED = new RegExp(
  `</?${ANY_MARK}|${ANY_MARK}\\w+-["']on=|(?:href|src|action)="(?:javascript:|data:|https?://${ANY_MARK}|//)`,
);

/** What tells of the machine, its programs or their errors. */
const INNER =
  /\n\s+at \S+ ?\(|node_modules|node:internal|file:\/\/\/|\/src\/\w+\/|\b(?:Mongo\w*Error|Mongoose\w*Error|CastError|StrictModeError|ValidationError|ZodError|RangeError|TypeError|ReferenceError|SyntaxError|E11000|ENOENT|EACCES|ECONNREFUSED|ERR_[A-Z_]{4,})\b|\$argon2|AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{20}/;

const excerpt = (text: string, at: number) => JSON.stringify(text.slice(Math.max(0, at - 80), at + 120));

const rules: readonly Rule[] = [
  [
    'the app failed',
    ({ answer }) =>
      (answer.status >= 500 || answer.status < 200) && !isRefusedFraming(answer) && !isClosed(answer)
        ? String(answer.status)
        : undefined,
  ],
  [
    'a header of every answer is missing',
    ({ answer, headers }) =>
      (isAsset(answer) ? assetHeaderLines(headers) : headers).find(
        ([name, value]) => headerOf(answer, name) !== value && !isStricter(answer, name),
      )?.[0],
  ],
  [
    'an answer may be kept by a browser',
    ({ answer }) => (isKept(answer) ? (headerOf(answer, 'cache-control') ?? 'no cache-control') : undefined),
  ],
  [
    'what was sent comes back unescaped',
    ({ answer }) => {
      if (!isHtml(answer)) return undefined;
      const html = answer.body.toString();
      const at = html.search(UNESCAPED);
      return at < 0 ? undefined : excerpt(html, at);
    },
  ],
  [
    'an answer shows the inside of the program',
    ({ answer }) => {
      if (headerOf(answer, 'content-type')?.startsWith('text/javascript')) return undefined; // our own scripts
      const text = `${textOfHeaders(answer)}\n\n${answer.body.toString()}`;
      const at = text.search(INNER);
      return at < 0 ? undefined : excerpt(text, at);
    },
  ],
  [
    'a redirect leaves the site',
    ({ answer, elsewhere }) => {
      const location = headerOf(answer, 'location');
      return location === undefined || elsewhere.includes(location) || /^\/(?![/\\])[^\\\s]*$/.test(location)
        ? undefined
        : location;
    },
  ],
  [
    'a header was injected',
    ({ answer }) =>
      answer.headers.find(
        ([name, value]) =>
          name === INJECTED_HEADER ||
          (name === 'set-cookie' && (value.startsWith(INJECTED_COOKIE) || value.includes(ANY_MARK))),
      )?.[0],
  ],
  [
    'a cookie lacks its attributes',
    ({ answer }) =>
      answer.headers.find(
        ([name, value]) =>
          name === 'set-cookie' && !(/; HttpOnly/i.test(value) && /; SameSite=Strict/i.test(value)),
      )?.[1],
  ],
];

/** A file that is downloaded has a policy of its own, which allows less. */
function isStricter(answer: Answer, name: string): boolean {
  return (
    name === 'content-security-policy' && /^sandbox; ?default-src 'none'/.test(headerOf(answer, name) ?? '')
  );
}

function isAsset(answer: Answer): boolean {
  const type = headerOf(answer, 'content-type') ?? '';
  return answer.status === 200 && /^(?:text\/css|text\/javascript|image\/svg\+xml)/.test(type);
}

function isKept(answer: Answer): boolean {
  return !isAsset(answer) && headerOf(answer, 'cache-control') !== 'no-store';
}

function textOfHeaders({ headers }: Answer): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function leaksIn({ answer, reader, sent, secrets }: Judged): string[] {
  const latin = `${textOfHeaders(answer)}\n\n${answer.body.toString('latin1')}`;
  return secrets
    .filter(
      ({ text, readers }) =>
        !readers.includes(reader) &&
        latin.includes(Buffer.from(text).toString('latin1')) &&
        !sent.includes(text),
    )
    .map(({ what }) => what);
}

/** What is wrong with an answer: what, and what was seen. */
export function wrongWith(judged: Judged): (readonly [what: string, detail: string])[] {
  if (isBare(judged.answer)) return [];
  const broken = rules.flatMap(([what, check]) => {
    const detail = check(judged);
    return detail === undefined ? [] : [[what, detail] as const];
  });
  return [
    ...broken,
    ...leaksIn(judged).map((what) => ['a secret was shown', `${what}, to ${judged.reader}`] as const),
  ];
}
