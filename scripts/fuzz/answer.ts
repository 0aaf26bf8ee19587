import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** One answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** Names in lower case, in their order, as often as they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Without its transfer and content encoding. */
  readonly body: Buffer;
}

interface Reading {
  readonly answer: Answer;
  /** Where the next answer begins. */
  readonly end: number;
}

/** The whole answers at the beginning of what came in; 100 Continue is no answer. */
export function answersIn(
  received: Buffer,
  { isHead, isOver }: { isHead: boolean; isOver: boolean },
): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < received.length;) {
    const reading = readAnswer(received.subarray(at), { isHead: isHead && answers.length === 0, isOver });
    if (!reading) break;
    if (reading.answer.status >= 200) answers.push(reading.answer);
    at += reading.end;
  }
  return answers;
}

export function headerOf({ headers }: Answer, name: string): string | undefined {
  return headers.find(([found]) => found === name)?.[1];
}

function readAnswer(
  received: Buffer,
  { isHead, isOver }: { isHead: boolean; isOver: boolean },
): Reading | undefined {
  const headEnd = received.indexOf('\r\n\r\n') + 4;
  if (headEnd < 4) return undefined;
  const [first = '', ...lines] = received.toString('latin1', 0, headEnd - 4).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0);
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const hasNoBody = isHead || status < 200 || status === 204 || status === 304;
  const bare = { status, headers, body: Buffer.alloc(0) };
  if (hasNoBody) return { answer: bare, end: headEnd };
  const found = bodyIn(received.subarray(headEnd), bare, isOver);
  return found && { answer: { ...bare, body: decoded(found.body, bare) }, end: headEnd + found.end };
}

/** Undefined while it is not whole. */
function bodyIn(rest: Buffer, head: Answer, isOver: boolean): { body: Buffer; end: number } | undefined {
  if (headerOf(head, 'transfer-encoding') !== undefined) return chunksIn(rest);
  const length = headerOf(head, 'content-length');
  if (length === undefined) return isOver ? { body: rest, end: rest.length } : undefined;
  const end = Number(length);
  return rest.length >= end ? { body: rest.subarray(0, end), end } : undefined;
}

function chunksIn(rest: Buffer): { body: Buffer; end: number } | undefined {
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    const from = lineEnd + 2;
    if (rest.length < from + size + 2) return undefined;
    if (size === 0) return { body: Buffer.concat(pieces), end: from + 2 };
    pieces.push(rest.subarray(from, from + size));
    at = from + size + 2;
  }
}

function decoded(body: Buffer, head: Answer): Buffer {
  const encoding = headerOf(head, 'content-encoding');
  if (encoding === 'br') return brotliDecompressSync(body);
  return encoding === 'gzip' ? gunzipSync(body) : body;
}
