/** The shortest form that is searched for, in bytes: shorter ones turn up in random bytes by chance. */
const SHORTEST_BYTES = 7;

/** Every form in which a string could lie on a disk: plain, UTF-16 both ways, base64 at each offset, and escaped. */
export function formsOf(secret: string): Buffer[] {
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

interface Needle {
  readonly secret: string;
  readonly form: Buffer;
}

/** Looks for many secrets at once in all their forms; case matters. */
export function createSearch(secrets: Iterable<string>) {
  const byStart = new Map<number, Needle[]>();
  for (const secret of new Set(secrets)) {
    for (const form of formsOf(secret)) {
      const start = form.readUInt32LE(0);
      const same = byStart.get(start) ?? [];
      same.push({ secret, form });
      byStart.set(start, same);
    }
  }
  return {
    /** Which secrets these bytes hold. */
    find(bytes: Buffer): Set<string> {
      const found = new Set<string>();
      for (let at = 0; at + 4 <= bytes.length; at += 1) {
        for (const { secret, form } of byStart.get(bytes.readUInt32LE(at)) ?? [])
          if (bytes.subarray(at, at + form.length).equals(form)) found.add(secret);
      }
      return found;
    },
  };
}
