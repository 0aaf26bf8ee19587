import { Inflate } from 'fflate';

/** Deflate packs at most about a thousand to one, so that one slice unpacks to a megabyte at most. */
const sliceLength = 1024;

/** Unpacks raw deflate data until `most` bytes or damage are reached, whichever comes first; never throws. */
export function inflateAtMost(packed: Uint8Array, most: number): Buffer {
  const parts: Uint8Array[] = [];
  let size = 0;
  const inflate = new Inflate((part) => {
    parts.push(part);
    size += part.length;
  });
  try {
    for (let at = 0; at < packed.length; at += sliceLength) {
      inflate.push(packed.subarray(at, at + sliceLength));
      if (size >= most) {
        break;
      }
    }
  } catch {
    // What was unpacked before the damage is still worth reading.
  }
  return Buffer.concat(parts).subarray(0, most);
}
