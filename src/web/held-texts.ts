import type { Request, Response } from 'express';

interface Bounds {
  /** How often what is held is summed up, in ms; at least every second. */
  readonly lookMs: number;
  readonly mostHeldBytes: number;
}

/** What a body that is still coming in holds of memory, and since when. */
interface Held {
  readonly bytes: number;
  readonly ms: number;
}

/** What a form with files holds of text: characters of fields that are whole, bytes of one that is not. */
interface Texts {
  readonly whole: number;
  readonly unfinished: number;
}

/** How often what is held is summed up at least, in ms: a fast network brings some hundred megabytes in between. */
const HELD_LOOK_MS = 1000;

const textsOf = new WeakMap<Request, Texts>();

/**
 * Keeps what bodies hold of text while they come in, all together, below a bound: over it some are cut. Threat: hundreds of forms of
 * megabytes, or thousands of less, that are never finished take all memory.
 */
export function createHeldTexts({ lookMs, mostHeldBytes }: Bounds): (req: Request, res: Response) => void {
  const held = new Map<Request, { readonly bytes: () => number; readonly since: number }>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const now = performance.now();
    const sizes = [...held].map(([req, { bytes, since }]) => ({ req, bytes: bytes(), ms: now - since }));
    for (const { req } of cutFrom(sizes, mostHeldBytes)) req.socket.destroy();
  }

  function forget(req: Request): void {
    held.delete(req);
    if (held.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return (req, res) => {
    const before = req.socket.bytesRead;
    const bytes = () => (isMultipart(req) ? textOf(req) : req.socket.bytesRead - before);
    held.set(req, { bytes, since: performance.now() });
    timer ??= setInterval(look, Math.min(lookMs, HELD_LOOK_MS)).unref();
    const end = () => forget(req);
    req.once('end', end).once('close', end);
    res.once('close', end); // what was answered before it came in whole neither ends nor closes
  };
}

/**
 * Which bodies are cut so that the others hold no more than `most` bytes: what has taken the most room for the longest comes first. Never one
 * that holds at most an even share, so that a flood cuts no short report, and no upload of hours for its few fields.
 */
export function cutFrom<Body extends Held>(held: readonly Body[], most: number): Body[] {
  let sum = held.reduce((all, { bytes }) => all + bytes, 0);
  const cut: Body[] = [];
  const more = held.filter(({ bytes }) => bytes > most / held.length);
  for (const body of more.toSorted((one, other) => other.bytes * other.ms - one.bytes * one.ms)) {
    if (sum <= most) break;
    sum -= body.bytes;
    cut.push(body);
  }
  return cut;
}

export function isMultipart(req: Request): boolean {
  return /^multipart\//i.test(req.get('content-type') ?? '');
}

function textOf(req: Request): number {
  const { whole, unfinished } = textsOf.get(req) ?? { whole: 0, unfinished: 0 };
  return whole + unfinished;
}

/**
 * Counts the text of a form with files as it comes in. What is of no file may be of a field, which the parser keeps in memory until it is whole.
 * @param bytes how many came in just now, and were given to the parser
 * @param isOfFile whether they are of a file
 * @returns how many characters the fields that are whole have
 */
export function countText(req: Request, bytes: number, isOfFile: boolean): number {
  const before = textsOf.get(req);
  const whole = lengthOf(req.body);
  const sameField = before?.whole === whole ? before.unfinished : 0;
  textsOf.set(req, { whole, unfinished: isOfFile ? 0 : sameField + bytes });
  return whole;
}

/** How many characters a parsed body has, so far. */
function lengthOf(body: unknown): number {
  if (typeof body === 'string') return body.length;
  if (typeof body !== 'object' || body === null) return 0;
  return Object.values(body).reduce<number>((sum, value) => sum + lengthOf(value), 0);
}
