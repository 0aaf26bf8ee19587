import { type Blank, type Box, boxBy, boxesIn, freed, type Held } from './boxes.ts';
import { CleaningRefused, mostParts } from './cleaned.ts';
import { samplesOf } from './film-samples.ts';

/** What pictures and sound need (ISO/IEC 14496-12, QuickTime File Format); everything else of a film is emptied. */
const kept: Readonly<Record<string, readonly string[]>> = {
  moov: ['mvhd', 'iods', 'trak', 'mvex'],
  trak: ['tkhd', 'tref', 'edts', 'tapt', 'mdia'],
  mdia: ['mdhd', 'hdlr', 'elng', 'minf'],
  minf: ['vmhd', 'smhd', 'hmhd', 'sthd', 'nmhd', 'gmhd', 'hdlr', 'dinf', 'stbl'],
  dinf: ['dref'],
  stbl: 'stsd stts ctts cslg stsc stsz stz2 stco co64 stss stsh sdtp sbgp sgpd subs saiz saio stdp padb stps'.split(
    ' ',
  ),
  moof: ['mfhd', 'traf'],
  traf: ['tfhd', 'tfdt', 'trun', 'sdtp', 'sbgp', 'sgpd', 'subs', 'saiz', 'saio', 'senc'],
};
/** Tracks that people see and hear. The others hold places and states of the device as time goes on: drones write them as subtitles. */
const shownTracks = new Set(['vide', 'soun', 'auxv', 'pict']);
/** Boxes with the times of making and of change behind version and flags: 32 bits each, or 64 in version 1. */
const dated = new Set(['mvhd', 'tkhd', 'mdhd']);

/** Where the bytes of pictures and sound lie, and whether they come in fragments with tables of their own. */
interface FilmData {
  readonly data: readonly Box[];
  readonly isFragmented: boolean;
}

/** What to write over a `moov` or `moof` box. @throws {CleaningRefused} */
export function blanksOfFilm(held: Held, film: Box, { data, isFragmented }: FilmData): Blank[] {
  const blanks: Blank[] = [];
  const add = (more: readonly Blank[]): void => {
    blanks.push(...more);
    if (blanks.length > mostParts) throw new CleaningRefused('damaged');
  };
  const hiddenIds = new Set<number>();

  function walk(box: Box): void {
    for (const child of boxesIn(held, box.inside, box.end)) {
      if (child.type === 'cmov') throw new CleaningRefused('format'); // the whole is packed once more
      if (!kept[box.type]?.includes(child.type)) add(freed(child));
      else if (child.type === 'trak' && !isShown(held, child)) removeTrack(child);
      else if (kept[child.type]) walk(child);
      else add(blanksOfLeaf(held, child));
    }
  }

  function removeTrack(track: Box): void {
    if (isFragmented) throw new CleaningRefused('format');
    hiddenIds.add(trackId(held, track));
    add(samplesOf(held, track, data));
    add(freed(track));
  }

  walk(film);
  for (const track of boxesIn(held, film.inside, film.end).filter(({ type }) => type === 'trak'))
    for (const reference of boxesIn(held, track.inside, track.end).filter(({ type }) => type === 'tref'))
      if (refersTo(held, reference, hiddenIds)) add(freed(reference));
  return blanks;
}

function isShown(held: Held, track: Box): boolean {
  const handler = boxBy(held, track, 'mdia', 'hdlr');
  if (!handler) throw new CleaningRefused('damaged');
  return shownTracks.has(
    held.bytes.toString('latin1', handler.inside + 8 - held.at, handler.inside + 12 - held.at),
  );
}

function trackId(held: Held, track: Box): number {
  const header = boxBy(held, track, 'tkhd');
  if (!header) throw new CleaningRefused('damaged');
  const place = header.inside - held.at;
  return held.bytes.readUInt32BE(place + (held.bytes[place] === 1 ? 20 : 12));
}

function refersTo(held: Held, reference: Box, ids: ReadonlySet<number>): boolean {
  return boxesIn(held, reference.inside, reference.end).some(({ inside, end }) => {
    for (let at = inside; at + 4 <= end; at += 4)
      if (ids.has(held.bytes.readUInt32BE(at - held.at))) return true;
    return false;
  });
}

function blanksOfLeaf(held: Held, { type, inside, end }: Box): Blank[] {
  if (dated.has(type)) {
    const isLong = held.bytes[inside - held.at] === 1;
    return [{ at: inside + 4, length: Math.min(isLong ? 16 : 8, Math.max(0, end - inside - 4)) }];
  }
  // Behind the handler's type stand its maker and its name, such as “Core Media Video”.
  if (type === 'hdlr' && end > inside + 12) return [{ at: inside + 12, length: end - inside - 12 }];
  if (type === 'dref') return blanksOfReferences(held, { inside, end });
  return type === 'stsd' ? blanksOfDescriptions(held, { inside, end }) : [];
}

/** References to data in other files hold their paths; one to the file itself has nothing behind version and flags. */
function blanksOfReferences(held: Held, { inside, end }: Pick<Box, 'inside' | 'end'>): Blank[] {
  return boxesIn(held, inside + 8, end)
    .filter((reference) => reference.end > reference.inside + 4)
    .map((reference) => ({ at: reference.inside + 4, length: reference.end - reference.inside - 4 }));
}

/** A description of pictures names the maker of the encoder (4 bytes) and the encoder (32 bytes). */
function blanksOfDescriptions(held: Held, { inside, end }: Pick<Box, 'inside' | 'end'>): Blank[] {
  return boxesIn(held, inside + 8, end)
    .filter((entry) => entry.end - entry.at >= 86 && isPicture(held, entry))
    .flatMap(({ at }) => [
      { at: at + 20, length: 4 },
      { at: at + 50, length: 32 },
    ]);
}

/** Descriptions of pictures have a resolution of 72 in both directions; those of sound have other fields there. */
function isPicture(held: Held, { at }: Box): boolean {
  const place = at - held.at;
  return held.bytes.readUInt32BE(place + 36) === 0x480000 && held.bytes.readUInt32BE(place + 40) === 0x480000;
}
