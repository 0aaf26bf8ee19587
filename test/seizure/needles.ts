/** The shortest form that is searched for, in bytes: shorter ones turn up in random bytes by chance. */
const SHORTEST_BYTES = 7;

/** Every form in which a string could lie on a disk: plain, UTF-16 both ways, base64 at each offset, and escaped. */
function formsOf(secret: string): Buffer[] {
  const plain = Buffer.from(secret, 'utf8');
  const little = Buffer.from(secret, 'utf16le');
  const big = Buffer.from(little).swap16();
  const escaped = [
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
    asciiJson(secret),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;'),
    plain.toString('hex'),
    plain.toString('hex').toUpperCase(),
  ];
  const forms = [
    plain,
    little,
    big,
    ...base64Forms(plain),
    ...base64Forms(little),
    ...escaped.map((form) => Buffer.from(form, 'latin1')),
  ];
  const long = forms.filter((form) => form.length >= SHORTEST_BYTES);
  return [...new Map(long.map((form) => [form.toString('latin1'), form])).values()];
}

/** What base64 makes of these bytes wherever they begin, without the characters that depend on their neighbours. */
function base64Forms(plain: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), plain]);
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor((padded.length * 8) / 6);
    const text = padded.toString('base64').slice(first, last);
    return [Buffer.from(text), Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_'))];
  });
}

function asciiJson(secret: string): string {
  return JSON.stringify(secret)
    .slice(1, -1)
    .replaceAll(/[\u0080-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Bytes of a file that are searched for, and how many apart pieces begin: a run of twice as many is found wherever it begins. */
const PIECE_BYTES = 32;
/** A piece with fewer different bytes, such as silence, turns up elsewhere by itself. */
const FEWEST_DIFFERENT = 12;

/** A file whose content is looked for, raw and in base64, under a name for the message of a failure. */
export interface Content {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Of so many pieces one is looked for in base64 too: what is encoded is encoded from its beginning on. */
const ENCODED_EVERY = 16;

function piecesOf({ bytes }: Content): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at + PIECE_BYTES <= bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES);
    if (new Set(piece).size < FEWEST_DIFFERENT) continue;
    pieces.push(piece);
    if (at % (ENCODED_EVERY * PIECE_BYTES) === 0) pieces.push(...base64Forms(piece));
  }
  return pieces;
}

interface Needle {
  readonly secret: string;
  readonly form: Buffer;
}

/** Looks for many secrets at once in all their forms, and for pieces of files; case matters. */
export function createSearch(secrets: Iterable<string>, contents: Iterable<Content> = []) {
  const byStart = new Map<number, Needle[]>();
  /** Which three bytes some form begins with: most places of a disk are passed over by one look here. */
  const begins = new Uint8Array(2 ** 24);
  const known = new Set<string>();
  function add(secret: string, form: Buffer): void {
    const name = form.toString('latin1');
    if (known.has(name)) return; // pictures of one camera begin alike
    known.add(name);
    const start = form.readUInt32LE(0);
    begins[start & 0xff_ff_ff] = 1;
    const same = byStart.get(start);
    if (same) same.push({ secret, form });
    else byStart.set(start, [{ secret, form }]);
  }
  for (const secret of new Set(secrets)) for (const form of formsOf(secret)) add(secret, form);
  for (const content of contents) for (const piece of piecesOf(content)) add(`of ${content.name}`, piece);
  return {
    /** Which secrets, and files as `of <name>`, these bytes hold. */
    find(bytes: Buffer): Set<string> {
      const found = new Set<string>();
      let three = bytes.length < 3 ? 0 : bytes.readUIntLE(0, 3) << 8;
      for (let at = 0; at + 4 <= bytes.length; at += 1) {
        three = (three >>> 8) | ((bytes[at + 2] ?? 0) << 16);
        if (begins[three] === 0) continue;
        for (const { secret, form } of byStart.get(bytes.readUInt32LE(at)) ?? [])
          if (!found.has(secret) && bytes.subarray(at, at + form.length).equals(form)) found.add(secret);
      }
      return found;
    },
  };
}
