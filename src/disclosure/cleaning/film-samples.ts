import { type Blank, type Box, boxBy, boxesIn, type Held, isWithin } from './boxes.ts';
import { CleaningRefused, mostParts } from './cleaned.ts';

/** The tables of a track (ISO/IEC 14496-12, 8.7), each from behind its version and flags on. */
function tablesOf(held: Held, track: Box): ReadonlyMap<string, Buffer> {
  const box = boxBy(held, track, 'mdia', 'minf', 'stbl');
  if (!box) throw new CleaningRefused('damaged');
  return new Map(
    boxesIn(held, box.inside, box.end).map(({ type, inside, end }) => [
      type,
      held.bytes.subarray(inside + 4 - held.at, end - held.at),
    ]),
  );
}

/** How many bytes so many samples have together, from one on. */
function sizeReader(table: Buffer | undefined): (first: number, count: number) => number {
  if (!table) throw new CleaningRefused('format'); // sizes of half a byte, which only old cameras write
  const each = table.readUInt32BE(0);
  return (first, count) => {
    if (each > 0) return each * count;
    let sum = 0;
    for (let index = first; index < first + count; index += 1) sum += table.readUInt32BE(8 + index * 4);
    return sum;
  };
}

function chunkPlaces(tables: ReadonlyMap<string, Buffer>): number[] {
  const short = tables.get('stco');
  const long = tables.get('co64');
  const table = short ?? long;
  if (!table) throw new CleaningRefused('damaged');
  const count = table.readUInt32BE(0);
  if (count > mostParts) throw new CleaningRefused('damaged');
  return Array.from({ length: count }, (_, index) =>
    short ? table.readUInt32BE(4 + index * 4) : Number(table.readBigUInt64BE(4 + index * 8)),
  );
}

/**
 * The bytes of all samples of a track. A chunk holds as many as `stsc` says from its number on.
 * @throws {CleaningRefused} where they do not lie within the data of the film
 */
export function samplesOf(held: Held, track: Box, data: readonly Box[]): Blank[] {
  const tables = tablesOf(held, track);
  const runs = tables.get('stsc');
  const sizeOf = sizeReader(tables.get('stsz'));
  if (!runs) throw new CleaningRefused('damaged');
  const runCount = runs.readUInt32BE(0);
  let run = 0;
  let sample = 0;
  return chunkPlaces(tables).map((at, chunk) => {
    while (run + 1 < runCount && runs.readUInt32BE(4 + (run + 1) * 12) <= chunk + 1) run += 1;
    const count = runs.readUInt32BE(4 + run * 12 + 4);
    const length = sizeOf(sample, count);
    sample += count;
    if (!isWithin(data, { at, length })) throw new CleaningRefused('damaged');
    return { at, length };
  });
}
