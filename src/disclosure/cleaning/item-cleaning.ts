import { type Blank, type Box, boxesIn, freed, type Held } from './boxes.ts';
import { CleaningRefused, mostParts } from './cleaned.ts';
import { cleanProfile } from './colour-profile.ts';
import { extentsOf, placed } from './item-extents.ts';

/** What pictures made of items need (ISO/IEC 23008-12, HEIF); everything else is emptied. */
const keptParts = new Set(['hdlr', 'dinf', 'pitm', 'iloc', 'iinf', 'iref', 'iprp', 'idat', 'grpl']);
/** Coded pictures, and those put together of others. `jpeg` could hold properties of its own. */
const pictures = new Set([
  'hvc1',
  'hev1',
  'lhv1',
  'av01',
  'avc1',
  'vvc1',
  'grid',
  'iovl',
  'iden',
  'tmap',
  'unci',
]);
/** Properties of items that people or clocks wrote: description, names, times; and those that anybody may add. */
const namedProperties = new Set(['udes', 'altt', 'crtt', 'mdft', 'uuid']);
/** An Exif block without any property, behind the four bytes that say where in the item it begins. */
const emptyExif = Buffer.from('000000004d4d002a00000008000000000000', 'hex');

/** What to write over the box `meta` of a picture, and over the items that it tells of. @throws {CleaningRefused} */
export function blanksOfItems(held: Held, meta: Box, data: readonly Box[]): Blank[] {
  const parts = boxesIn(held, meta.inside + 4, meta.end);
  const part = (type: string): Box | undefined => parts.find((each) => each.type === type);
  const list = part('iinf');
  if (!list) return freed(meta); // properties of a film, such as cameras write beside it
  const hidden = new Map<number, string>();
  for (const { id, type } of itemsIn(held, list)) {
    if (type === 'jpeg') throw new CleaningRefused('format');
    if (!pictures.has(type)) hidden.set(id, type);
  }
  const locations = part('iloc');
  if (!locations) throw new CleaningRefused('damaged');
  return [
    ...parts.filter(({ type }) => !keptParts.has(type)).flatMap(freed),
    ...parts.filter(({ type }) => type === 'hdlr').flatMap(blanksOfHandler),
    ...blanksOfProperties(held, part('iprp')),
    ...extentsOf(held, locations)
      .filter(({ id }) => hidden.has(id))
      .map((extent) => {
        const isExif =
          extent.isFirst && hidden.get(extent.id) === 'Exif' && extent.length >= emptyExif.length;
        return { ...placed(extent, { inner: part('idat'), data }), ...(isExif && { begin: emptyExif }) };
      }),
  ];
}

function blanksOfHandler({ inside, end }: Box): Blank[] {
  return end > inside + 12 ? [{ at: inside + 12, length: end - inside - 12 }] : [];
}

function blanksOfProperties(held: Held, properties: Box | undefined): Blank[] {
  if (!properties) return [];
  return boxesIn(held, properties.inside, properties.end)
    .filter(({ type }) => type === 'ipco')
    .flatMap(({ inside, end }) => boxesIn(held, inside, end))
    .flatMap((property) => {
      if (namedProperties.has(property.type)) return freed(property);
      return property.type === 'colr' ? blanksOfColours(held, property) : [];
    });
}

/** Colours are numbers, or a profile behind four letters. */
function blanksOfColours(held: Held, colours: Box): Blank[] {
  const content = held.bytes.subarray(colours.inside - held.at, colours.end - held.at);
  const kind = content.toString('latin1', 0, 4);
  if (kind !== 'prof' && kind !== 'rICC') return [];
  const begin = cleanProfile(content.subarray(4));
  return begin ? [{ at: colours.inside + 4, length: begin.length, begin }] : freed(colours);
}

/** The id and the type of each item. */
function itemsIn(held: Held, list: Box): { id: number; type: string }[] {
  const isShort = held.bytes[list.inside - held.at] === 0;
  const entries = boxesIn(held, list.inside + (isShort ? 6 : 8), list.end);
  if (entries.length > mostParts) throw new CleaningRefused('damaged');
  return entries.map(({ type, inside }) => {
    const place = inside - held.at;
    const version = held.bytes[place] ?? 0;
    if (type !== 'infe' || version < 2) throw new CleaningRefused('format');
    const id = version === 2 ? held.bytes.readUInt16BE(place + 4) : held.bytes.readUInt32BE(place + 4);
    const at = place + (version === 2 ? 8 : 10);
    return { id, type: held.bytes.toString('latin1', at, at + 4) };
  });
}
