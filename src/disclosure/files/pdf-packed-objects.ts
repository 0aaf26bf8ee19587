import { inflateAtMost } from './inflate.ts';
import { createSignatureScanner, type Signature } from './signature-scanner.ts';

/** Of each stream of objects: so much of it compressed, and so much of it unpacked. */
const packedLength = 131_072;
const unpackedLength = 1_048_576;
/** Of all of them together. */
const mostUnpacked = 32 * 1_048_576;
const mostStreams = 256;
const zlibHeaderLength = 2;
const endOfStream = Buffer.from('endstream');
/** Where the objects of one stream end, those of the next are others. */
const between = Buffer.from(' endobj 0 0 obj ');

/** Objects of a PDF that lie packed in streams (ISO 32000-1, 7.5.7). */
interface PackedObjects {
  /** Finds the streams; what they hold is searched as it comes. */
  readonly signature: Signature;
  /** Reads the last of it. True where there was more than we read. */
  end(): boolean;
}

/** Searches the objects of all streams as one file, so that what is read of a file is bounded wherever it lies. */
export function packedObjects(wanted: readonly Signature[]): PackedObjects {
  const scanner = createSignatureScanner(wanted);
  let left = mostUnpacked;
  let isPartly = false;
  return {
    signature: {
      bytes: Buffer.from('/ObjStm', 'latin1'),
      length: packedLength,
      until: endOfStream,
      most: mostStreams,
      read(captured) {
        const most = Math.min(left, unpackedLength);
        const objects = inflateAtMost(packedIn(captured), most);
        left -= objects.length;
        isPartly ||= objects.length >= most || !captured.includes(endOfStream);
        scanner.write(objects);
        scanner.write(between);
      },
    },
    end() {
      scanner.end();
      return isPartly || scanner.overlooked();
    },
  };
}

/** What is packed in a stream, behind its dictionary. */
function packedIn(captured: Buffer): Buffer {
  const keyword = captured.indexOf('stream', 0, 'latin1');
  if (keyword < 0) return Buffer.alloc(0);
  const start = keyword + 'stream'.length;
  const lineEnd = captured[start] === 0x0d ? 2 : 1;
  return captured.subarray(start + lineEnd + zlibHeaderLength);
}
