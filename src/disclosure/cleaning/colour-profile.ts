const headerLength = 128;
const entryLength = 12;
const mostTags = 100;
/** What colours need (ICC.1:2022, 9); names of devices, serial numbers of screens and makers' tags go. */
const kept = new Set(
  'wtpt bkpt rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC chad chrm cicp lumi A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3 gamt'.split(
    ' ',
  ),
);
/** They must be there; what they say goes. */
const emptied = new Set(['desc', 'cprt']);
/** Of the header: the program, the moment, the maker and the model of the device, the creator, the profile's own number (7.2). */
const hiddenInHeader: readonly (readonly [from: number, to: number])[] = [
  [4, 8],
  [24, 36],
  [48, 56],
  [80, 100],
];

/**
 * A colour profile of the same length that tells colours and nothing else: what describes the device or the screen becomes zeros, and is not
 * listed any more.
 * @returns undefined where it is broken: programs then show the picture without it
 */
export function cleanProfile(profile: Uint8Array): Buffer | undefined {
  const clean = Buffer.from(profile);
  if (clean.length < headerLength + 4 || clean.toString('latin1', 36, 40) !== 'acsp') return undefined;
  for (const [from, to] of hiddenInHeader) clean.fill(0, from, to);
  const tags = tagsOf(clean);
  if (!tags) return undefined;
  const isNeeded = new Uint8Array(clean.length);
  isNeeded.fill(1, 0, headerLength);
  for (const { name, at, length } of tags) if (kept.has(name)) isNeeded.fill(1, at, at + length);
  for (let at = headerLength; at < clean.length; at += 1) if (isNeeded[at] === 0) clean[at] = 0;
  const listed = tags.filter(({ name }) => kept.has(name) || emptied.has(name));
  clean.writeUInt32BE(listed.length, headerLength);
  listed.forEach(({ name, at, length }, index) => {
    const entry = headerLength + 4 + index * entryLength;
    clean.write(name, entry, 'latin1');
    clean.writeUInt32BE(at, entry + 4);
    clean.writeUInt32BE(length, entry + 8);
    if (emptied.has(name) && length >= emptyText.length && isNeeded[at] === 0) emptyText.copy(clean, at);
  });
  return clean;
}

/** Text in no language (10.15), which takes the place of descriptions of any kind. */
const emptyText = Buffer.concat([
  Buffer.from('mluc\0\0\0\0', 'latin1'),
  Buffer.from([0, 0, 0, 0, 0, 0, 0, 12]),
]);

interface Tag {
  readonly name: string;
  readonly at: number;
  readonly length: number;
}

function tagsOf(profile: Buffer): Tag[] | undefined {
  const count = profile.readUInt32BE(headerLength);
  const end = headerLength + 4 + count * entryLength;
  if (count > mostTags || end > profile.length) return undefined;
  const tags = Array.from({ length: count }, (_, index): Tag => {
    const entry = headerLength + 4 + index * entryLength;
    return {
      name: profile.toString('latin1', entry, entry + 4),
      at: profile.readUInt32BE(entry + 4),
      length: profile.readUInt32BE(entry + 8),
    };
  });
  return tags.every(({ at, length }) => at >= end && at + length <= profile.length) ? tags : undefined;
}
