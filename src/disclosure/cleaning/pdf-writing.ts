import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { PdfObject } from './pdf-objects.ts';
import { pdfSource, type PdfValue } from './pdf-syntax.ts';

const deflating = promisify(deflate);
const objectsInPack = 200;

/** A file with its plain objects packed and a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8). */
export async function writtenPdf(
  objects: ReadonlyMap<number, PdfObject>,
  root: number,
): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')];
  let at = pieces[0]?.length ?? 0;
  const entries = new Map<number, readonly [kind: number, second: number, third: number]>();
  const write = (number: number, dictionary: string, stream: Uint8Array): void => {
    entries.set(number, [1, at, 0]);
    const head = Buffer.from(`${number} 0 obj\n${dictionary}\nstream\n`, 'latin1');
    const tail = Buffer.from('\nendstream\nendobj\n', 'latin1');
    pieces.push(head, stream, tail);
    at += head.length + stream.length + tail.length;
  };
  let next = 1 + [...objects.keys()].reduce((most, number) => Math.max(most, number), 0);
  const plain: [number, PdfValue][] = [];
  for (const [number, { value, stream }] of objects)
    if (stream) write(number, pdfSource(value), stream);
    else plain.push([number, value]);
  for (let from = 0; from < plain.length; from += objectsInPack) {
    const some = plain.slice(from, from + objectsInPack);
    const { dictionary, stream } = await packOf(some);
    some.forEach(([number], index) => entries.set(number, [2, next, index]));
    write(next, dictionary, stream);
    next += 1;
  }
  const start = at;
  entries.set(next, [1, at, 0]);
  const { index, table } = tableOf(entries);
  const stream = await deflating(table);
  const size = `/Size ${next + 1} /W [1 5 3] /Index [${index}] /Root ${root} 0 R`;
  write(next, `<</Type /XRef ${size} /Filter /FlateDecode /Length ${stream.length}>>`, stream);
  pieces.push(Buffer.from(`startxref\n${start}\n%%EOF\n`, 'latin1'));
  return pieces;
}

async function packOf(some: readonly (readonly [number, PdfValue])[]) {
  const heads: string[] = [];
  const bodies: string[] = [];
  let offset = 0;
  for (const [number, value] of some) {
    const body = `${pdfSource(value)}\n`;
    heads.push(`${number} ${offset}`);
    bodies.push(body);
    offset += body.length;
  }
  const head = `${heads.join(' ')}\n`;
  const stream = await deflating(Buffer.from(head + bodies.join(''), 'latin1'));
  const size = `/N ${some.length} /First ${head.length} /Filter /FlateDecode /Length ${stream.length}`;
  return { dictionary: `<</Type /ObjStm ${size}>>`, stream };
}

function tableOf(entries: ReadonlyMap<number, readonly [number, number, number]>) {
  const inOrder = [...entries].toSorted(([first], [second]) => first - second);
  const table = Buffer.alloc(inOrder.length * 9);
  const ranges: [first: number, count: number][] = [];
  inOrder.forEach(([number, [kind, second, third]], row) => {
    table.writeUIntBE(kind, row * 9, 1);
    table.writeUIntBE(second, row * 9 + 1, 5);
    table.writeUIntBE(third, row * 9 + 6, 3);
    const range = ranges.at(-1);
    if (range && range[0] + range[1] === number) range[1] += 1;
    else ranges.push([number, 1]);
  });
  return { index: ranges.flat().join(' '), table };
}
