import { decode, type Document, encode, joinElements, keepsOrder } from '../values/values.ts';

/** The operations of the MongoDB wire protocol that are spoken (specifications/source/message of mongodb). */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const HEADER = 16;
export const LARGEST_MESSAGE = 48_000_000;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const EXHAUST_ALLOWED = 1 << 16;

/** A command that a client sent; the documents of an insert that came as a sequence are their bytes. */
export interface Request {
  readonly id: number;
  readonly operation: number;
  readonly command: Document;
  readonly answered: boolean;
  /** False where a document in it has fields in an order that decoding loses. */
  readonly keepsOrder: boolean;
}

/** The message cannot be read, so the connection ends. */
class UnreadableMessage extends Error {}

/** Cuts a stream of bytes into messages. */
export function createFramer(): (chunk: Buffer) => Buffer[] {
  let waiting: Buffer[] = [];
  let size = 0;
  return (chunk) => {
    waiting.push(chunk);
    size += chunk.length;
    const messages: Buffer[] = [];
    while (size >= HEADER) {
      if ((waiting[0]?.length ?? 0) < HEADER) waiting = [Buffer.concat(waiting)];
      const length = waiting[0]?.readInt32LE(0) ?? 0;
      if (length < HEADER || length > LARGEST_MESSAGE)
        throw new UnreadableMessage(`a message of ${length} bytes`);
      if (size < length) break;
      const whole = waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting);
      messages.push(whole.subarray(0, length));
      size -= length;
      waiting = size > 0 ? [whole.subarray(length)] : [];
    }
    return messages;
  };
}

export function parseRequest(message: Buffer): Request {
  const operation = message.readInt32LE(12);
  const id = message.readInt32LE(4);
  if (operation === OP_QUERY)
    return { id, operation, command: parseQuery(message), answered: true, keepsOrder: true };
  if (operation !== OP_MSG) throw new UnreadableMessage(`the operation ${operation} is not spoken`);
  const flags = message.readUInt32LE(HEADER);
  if ((flags & ~(CHECKSUM_PRESENT | MORE_TO_COME | EXHAUST_ALLOWED)) !== 0)
    throw new UnreadableMessage('unknown flags');
  const end = message.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  return {
    id,
    operation,
    ...parseSections(message.subarray(HEADER + 4, end)),
    answered: (flags & MORE_TO_COME) === 0,
  };
}

/** A sequence of documents to insert stays bytes. */
function parseSections(bytes: Buffer): { command: Document; keepsOrder: boolean } {
  let body: Document = {};
  let ordered = true;
  const sequences: [name: string, documents: Buffer[]][] = [];
  for (let at = 0; at < bytes.length;) {
    const kind = bytes.readUInt8(at);
    const length = bytes.readInt32LE(at + 1);
    if (kind > 1 || length < 5 || at + 1 + length > bytes.length)
      throw new UnreadableMessage('a broken section');
    const section = bytes.subarray(at + 1, at + 1 + length);
    if (kind === 0) {
      body = decode(section);
      ordered &&= keepsOrder(section);
    } else {
      const [name, documents] = parseSequence(section);
      ordered &&= documents.every((document) => keepsOrder(document));
      sequences.push([name, documents]);
    }
    at += 1 + length;
  }
  const isInsert = Object.keys(body)[0] === 'insert';
  const fields = sequences.map(([name, documents]) => [
    name,
    isInsert ? documents : documents.map((document) => decode(document)),
  ]);
  return { command: { ...body, ...Object.fromEntries(fields) }, keepsOrder: ordered };
}

function parseSequence(section: Buffer): [name: string, documents: Buffer[]] {
  const nameEnd = section.indexOf(0, 4);
  const name = section.toString('utf8', 4, nameEnd);
  const documents: Buffer[] = [];
  for (let at = nameEnd + 1; at < section.length;) {
    const length = section.readInt32LE(at);
    if (length < 5 || at + length > section.length) throw new UnreadableMessage('a broken document sequence');
    documents.push(section.subarray(at, at + length));
    at += length;
  }
  return [name, documents];
}

/** The first hello of a driver still comes this way. */
function parseQuery(message: Buffer): Document {
  const nameEnd = message.indexOf(0, HEADER + 4);
  const name = message.toString('utf8', HEADER + 4, nameEnd);
  if (!name.endsWith('.$cmd')) throw new UnreadableMessage('OP_QUERY is spoken for commands only');
  return { ...decode(message.subarray(nameEnd + 9)), $db: name.slice(0, -'.$cmd'.length) };
}

/** The message that answers a request with a document's bytes. */
export function encodeReply(request: Request, body: Buffer, id: number): Buffer {
  const isQuery = request.operation === OP_QUERY;
  // Flags and, for a query, cursor id and start are 0, then comes the number of documents.
  const opening = HEADER + (isQuery ? 20 : 5);
  const reply = Buffer.allocUnsafe(opening + body.length).fill(0, 0, opening);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(id, 4);
  reply.writeInt32LE(request.id, 8);
  reply.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  if (isQuery) reply.writeInt32LE(1, HEADER + 16);
  reply.set(body, opening);
  return reply;
}

/** `{ cursor: { [batch]: documents, ...rest }, ok: 1 }`, with the documents copied as the bytes that they are. */
export function encodeCursor(
  batch: 'firstBatch' | 'nextBatch',
  documents: readonly Buffer[],
  rest: Document,
): Buffer {
  const array = documents.flatMap((bytes, at) => [elementHead(0x03, String(at)), bytes]);
  const cursor = [...embedded(0x04, batch, array), fieldsOf(rest)];
  return joinElements([...embedded(0x03, 'cursor', cursor), SUCCESS]);
}

/** A document with another one in it, as the bytes that it is. */
export function encodeWith(document: Document, name: string, bytes: Buffer): Buffer {
  return joinElements([fieldsOf(document), elementHead(0x03, name), bytes, SUCCESS]);
}

/** The pieces of an object (type 3) or array (type 4) within a document. */
function embedded(type: number, name: string, pieces: readonly Uint8Array[]): Uint8Array[] {
  const length = Buffer.alloc(4);
  length.writeInt32LE(pieces.reduce((sum, piece) => sum + piece.length, 5));
  return [elementHead(type, name), length, ...pieces, Buffer.of(0)];
}

function elementHead(type: number, name: string): Buffer {
  return Buffer.from(`${String.fromCodePoint(type)}${name}\0`, 'utf8');
}

function fieldsOf(document: Document): Buffer {
  return encode(document).subarray(4, -1);
}

const SUCCESS = fieldsOf({ ok: 1 });
