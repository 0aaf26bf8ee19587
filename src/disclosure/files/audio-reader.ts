import { authorNamed, type FileDisclosure } from './file-disclosure.ts';
import type { FormatReader } from './format-reader.ts';
import type { Signature } from './signature-scanner.ts';

/** ID3v2.3 and 2.4 frames that name people: performer, composer, owner, encoded by, original artist, writer. */
const personFrames = new Set(['TPE1', 'TPE2', 'TCOM', 'TOWN', 'TENC', 'TOPE', 'TEXT']);
const headLength = 262_144;
const oldTagLength = 128;

/** MP3: ID3v2 at the start, ID3v1 in the last 128 bytes. */
export function mp3Reader(): FormatReader {
  const found: FileDisclosure[] = [];
  return {
    signatures: [
      signature('ID3', headLength, 1, (captured) => void found.push(...id3Disclosures(captured))),
      // Only at the very end are there just 128 bytes left to capture.
      signature('TAG', oldTagLength + 1, 10_000, (captured) => {
        if (captured.length === oldTagLength) {
          found.push(...authorNamed(textOf(captured.subarray(33, 63))));
        }
      }),
    ],
    disclosures: () => found,
  };
}

/** WAV: the INFO list's artist and engineer, and who made a broadcast file. Ogg, Opus, FLAC: Vorbis comments. */
export function soundReader(): FormatReader {
  const found: FileDisclosure[] = [];
  const chunk = (type: string): Signature =>
    signature(type, 512, 16, (captured) => {
      found.push(...authorNamed(textOf(captured.subarray(8, 8 + captured.readUInt32LE(4)))));
    });
  const comment = (name: string): Signature => ({
    ...signature(name, 512, 16, () => undefined),
    before: 4,
    read(captured) {
      const length = captured.readUInt32LE(0);
      found.push(...authorNamed(captured.toString('utf8', 4 + name.length, 4 + Math.min(length, 500))));
    },
  });
  const broadcast = signature('bext', 8 + 288, 1, (captured) => {
    found.push(...authorNamed(textOf(captured.subarray(8 + 256, 8 + 288))));
  });
  return {
    signatures: [
      chunk('IART'),
      chunk('IENG'),
      broadcast,
      ...['ARTIST=', 'artist=', 'AUTHOR=', 'author='].map(comment),
    ],
    disclosures: () => found,
  };
}

function signature(bytes: string, length: number, most: number, read: (captured: Buffer) => void): Signature {
  return { bytes: Buffer.from(bytes, 'latin1'), length, most, read };
}

function id3Disclosures(tag: Buffer): FileDisclosure[] {
  const found: FileDisclosure[] = [];
  const version = tag[3] ?? 0;
  for (let at = 10; at + 10 < tag.length;) {
    const name = tag.toString('latin1', at, at + 4);
    if (!/^[A-Z\d]{4}$/u.test(name)) {
      break;
    }
    const size = version >= 4 ? synchsafe(tag, at + 4) : tag.readUInt32BE(at + 4);
    if (personFrames.has(name)) {
      found.push(...authorNamed(encodedText(tag.subarray(at + 10, at + 10 + size))));
    }
    at += 10 + size;
  }
  return found;
}

/** Seven bits a byte, so that no length looks like the start of a frame of sound. */
function synchsafe(bytes: Buffer, at: number): number {
  return bytes.subarray(at, at + 4).reduce((size, byte) => size * 128 + (byte & 0x7f), 0);
}

/** The first byte names the encoding: 0 Latin-1, 1 UTF-16 with its byte order in front, 2 UTF-16BE, 3 UTF-8. */
function encodedText(frame: Buffer): string {
  const content = frame.subarray(1);
  const isBigEndian = frame[0] === 2 || (frame[0] === 1 && content[0] === 0xfe);
  if (frame[0] === 1 || frame[0] === 2) {
    const even = Buffer.from(content.subarray(0, content.length - (content.length % 2)));
    return textOf(isBigEndian ? even.swap16() : even, 'utf16le');
  }
  return textOf(content, frame[0] === 3 ? 'utf8' : 'latin1');
}

function textOf(bytes: Buffer, encoding: BufferEncoding = 'latin1'): string {
  return bytes.toString(encoding).replaceAll('\ufeff', '').replaceAll('\0', ' ').trim();
}
