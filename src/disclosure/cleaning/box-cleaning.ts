import { type Blank, freed, written } from './boxes.ts';
import { CleaningRefused, mostParts } from './cleaned.ts';
import { blanksOfFilm } from './film-cleaning.ts';
import { blanksOfItems } from './item-cleaning.ts';
import { outerBoxesOf } from './outer-boxes.ts';

/** What holds pictures and sound. */
const data = new Set(['mdat', 'imda']);
/** What tells where in them each picture lies, and all the properties. */
const tables = new Set(['moov', 'moof', 'meta']);
/** What else of the outermost boxes is left as it is. */
const others = new Set(['ftyp', 'styp', 'sidx', 'ssix', 'mfra']);

/** The bytes of a file from its start; it can be read more than once. */
export type Source = () => AsyncIterable<Uint8Array>;

/**
 * A film, a recording or a picture made of boxes (MP4, QuickTime, M4A, 3GP, HEIC, AVIF) without places, names, devices and
 * times. Properties become free space of the same length, so that pictures and sound stay where the tables say, and are
 * the same bytes. The file is read twice, and its pictures are never held.
 * @throws {CleaningRefused}
 */
export async function cleanBoxes(read: Source): Promise<Source> {
  const { boxes, held, size } = await outerBoxesOf(read(), { held: tables, data });
  const film = {
    data: boxes.filter(({ type }) => data.has(type)),
    isFragmented: boxes.some(({ type }) => type === 'moof'),
  };
  const heldAt = new Map(held.map((part) => [part.at, part]));
  const blanks = boxes.flatMap((box): readonly Blank[] => {
    if (data.has(box.type) || others.has(box.type)) return [];
    const bytes = heldAt.get(box.at);
    if (!bytes) return freed(box);
    return box.type === 'meta' ? blanksOfItems(bytes, box, film.data) : blanksOfFilm(bytes, box, film);
  });
  const last = boxes.at(-1)?.end ?? 0;
  if (size > last) blanks.push({ at: last, length: size - last });
  if (held.length === 0 || blanks.length > mostParts) throw new CleaningRefused('damaged');
  // Parts that lie over one another, each as long as the file, would be written over again and again.
  if (blanks.reduce((sum, { length }) => sum + length, 0) > 2 * size) throw new CleaningRefused('damaged');
  return () => written(read(), blanks);
}
