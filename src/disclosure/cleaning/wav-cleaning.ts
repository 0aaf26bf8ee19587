import { CleaningRefused, mostParts } from './cleaned.ts';

const kept = new Set(['fmt ', 'fact', 'data']);
const chunkHeader = 8;

/** A WAV of its format and its sound: without lists, cues, broadcast and recorder's chunks. @throws {CleaningRefused} */
export function cleanWav(bytes: Buffer): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let hasSound = false;
  for (let at = 12, chunks = 0; at + chunkHeader <= bytes.length && chunks <= mostParts; chunks += 1) {
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const end = at + chunkHeader + length + (length % 2);
    if (kept.has(type)) pieces.push(bytes.subarray(at, end));
    hasSound ||= type === 'data' && length > 0; // 0 where a recorder stopped before it could say
    at = end;
  }
  if (!hasSound || pieces.length > mostParts) throw new CleaningRefused('damaged');
  const head = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1');
  head.writeUInt32LE(
    pieces.reduce((sum, { length }) => sum + length, 4),
    4,
  );
  return [head, ...pieces];
}
