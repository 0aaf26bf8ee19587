import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { parse, type HTMLElement } from 'node-html-parser';

/** What Tor stands for between a browser and the portal; asked as an HTTP proxy. */
export interface TorNetwork extends AsyncDisposable {
  readonly proxy: string;
  /** What a page needed and Tor Browser at “Safest” would not have shown, as `path: what`. */
  readonly withheld: readonly string[];
  /** What the site asked for outside the onion service was told of its reader. */
  readonly elsewhere: readonly { readonly url: string; readonly headers: IncomingHttpHeaders }[];
}

/** Media types that the level “Safest” shows; drawings (SVG), scripts, fonts, sound and films are none of them. */
const shown = /^(?:text\/html|text\/css|image\/(?:png|jpeg|webp|gif))\b/;
/** Elements that it shows nothing of. */
const unshown = 'script:not([src]), math, canvas, video, audio, object, embed, iframe';

/**
 * The Tor network as far as a page can tell: the onion name leads to the portal, `Host` and `Origin` arrive as the browser sent
 * them, and every other site gets a page of a word. It also is what Chromium cannot be: it takes drawings out of the pages, as Tor
 * Browser does at its level “Safest” (`svg.disabled`), delivers nothing else that this level withholds, and keeps `Secure`
 * cookies of an onion name, which Chromium refuses over http.
 * (https://tb-manual.torproject.org/security-settings/)
 */
export async function torNetwork(portalUrl: string, onion: string): Promise<TorNetwork> {
  const withheld: string[] = [];
  const elsewhere: { url: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((req, res) => {
    const url = req.url ?? '';
    if (new URL(url).origin === onion) return passOn(req, res, { portalUrl, withheld });
    elsewhere.push({ url, headers: req.headers });
    return void res.setHeader('Content-Type', 'text/html').end('<title>Cuaca</title>Cerah');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    proxy: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    withheld,
    elsewhere,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Onward {
  readonly portalUrl: string;
  readonly withheld: string[];
}

function passOn(req: IncomingMessage, res: ServerResponse, { portalUrl, withheld }: Onward): void {
  const { pathname, search } = new URL(req.url ?? '');
  const cookie = req.headers.cookie?.replaceAll('Tor-Host-', '__Host-');
  const headers = { ...req.headers, 'accept-encoding': 'identity', ...(cookie && { cookie }) };
  const onward = request(new URL(pathname + search, portalUrl), { method: req.method, headers });
  onward.on('response', (answer) => void answerWith(answer, res, pathname, withheld));
  onward.on('error', () => res.destroy());
  req.pipe(onward);
}

async function answerWith(
  answer: IncomingMessage,
  res: ServerResponse,
  path: string,
  withheld: string[],
): Promise<void> {
  const {
    'content-type': type = 'text/html',
    'content-disposition': disposition,
    ...others
  } = answer.headers;
  const cookies = answer.headers['set-cookie']?.map((line) =>
    line.replace(/^__Host-/, 'Tor-Host-').replace(/; Secure/i, ''),
  );
  const isShown = shown.test(type) || disposition?.startsWith('attachment') === true;
  if (!isShown) withheld.push(`${path}: ${type}`);
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(Buffer.from(piece));
  const body = Buffer.concat(pieces);
  const isPage = type.startsWith('text/html') && body.length > 0;
  const sent = !isShown ? '' : isPage ? withoutDrawings(body.toString(), path, withheld) : body;
  const { 'content-length': _length, 'transfer-encoding': _coding, ...kept } = others;
  res.writeHead(answer.statusCode ?? 500, {
    ...kept,
    'content-type': type,
    ...(disposition && { 'content-disposition': disposition }),
    ...(cookies && { 'set-cookie': cookies }),
  });
  res.end(sent);
}

/** The page as it is without its drawings; notes what then has lost its words. */
function withoutDrawings(page: string, path: string, withheld: string[]): string {
  const root = parse(page);
  for (const element of root.querySelectorAll(unshown)) withheld.push(`${path}: ${element.tagName}`);
  for (const drawing of root.querySelectorAll('svg')) drawing.remove();
  for (const element of root.querySelectorAll('a, button, th, summary, label, h1, h2, h3'))
    if (!saysSomething(element)) withheld.push(`${path}: the words of ${element.outerHTML}`);
  return page.replaceAll(/<svg\b[\s\S]*?<\/svg>/g, '');
}

/** The hidden button, which makes Enter press the right one, is read by nobody. */
function saysSomething(element: HTMLElement): boolean {
  return element.text.trim() !== '' || element.getAttribute('aria-hidden') === 'true';
}
