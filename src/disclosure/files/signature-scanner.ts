/** A few bytes that announce properties, and how much of what follows them is to be kept and read. */
export interface Signature {
  readonly bytes: Uint8Array;
  /** Bytes in front of the signature that are wanted too; 0 unless set. */
  readonly before?: number;
  /** Bytes wanted from the signature's first byte on; fewer come where the file ends. */
  readonly length: number;
  /** Bytes that end a capture before its length is reached. */
  readonly until?: Uint8Array;
  /** Asked when `length` bytes are there, or fewer where the capture ends before: how many are wanted altogether; 0 lets go of the capture. */
  readonly longer?: (captured: Buffer) => number;
  /** Captures read at most; when there are more and `most` is not 1, the file counts as overlooked. */
  readonly most: number;
  /** Takes the bytes from `before` bytes ahead of the signature on. May throw: then these properties are unreadable. */
  read(captured: Buffer): void;
}

/** Looks for signatures in a stream of bytes with bounded memory. */
export interface SignatureScanner {
  /** Takes the next bytes, in any portions; copies what it keeps. Never throws. */
  write(chunk: Uint8Array): void;
  end(): void;
  /** True when a signature came more often, or was more broken, than we read. */
  overlooked(): boolean;
}

interface Capture {
  readonly signature: Signature;
  bytes: Buffer;
  /** Bytes wanted now; undefined until `longer` was asked. */
  wanted: number | undefined;
}

const portionLength = 65_536;
const mostOpenCaptures = 32;
/** A hostile file may consist of nothing but signatures; beyond this many we stop looking for one. */
const mostMatches = 20_000;

/** Memory: 32 captures of the longest signature's length beside a portion of 64 KiB. */
export function createSignatureScanner(signatures: readonly Signature[]): SignatureScanner {
  const carryLength = Math.max(0, ...signatures.map((each) => each.bytes.length + (each.before ?? 0) - 1));
  const matches = new Map<Signature, number>();
  const reads = new Map<Signature, number>();
  /** The end of the last portion, in which a signature may have begun, and behind it the portion that fills. */
  const window = Buffer.alloc(carryLength + portionLength);
  let carried = 0;
  let filled = 0;
  let open: Capture[] = [];
  let missed = false;

  function finish(capture: Capture): void {
    const count = reads.get(capture.signature) ?? 0;
    if (count >= capture.signature.most) {
      missed ||= capture.signature.most > 1;
      return;
    }
    reads.set(capture.signature, count + 1);
    try {
      capture.signature.read(capture.bytes);
    } catch {
      missed = true;
    }
  }

  /** Adds what the capture wants from the front of `bytes`; reads it when that is all. True while it needs more. */
  function feed(capture: Capture, bytes: Buffer): boolean {
    const taken = take(capture, bytes);
    if (capture.wanted === undefined && (isFull(capture) || endsEarly(capture))) {
      capture.wanted = wantedInAll(capture);
      take(capture, bytes.subarray(taken));
    }
    if (capture.wanted === 0) {
      return false;
    }
    if (isFull(capture) || endsEarly(capture)) {
      finish(capture);
      return false;
    }
    return true;
  }

  function begin(signature: Signature, bytes: Buffer): void {
    if ((reads.get(signature) ?? 0) >= signature.most || open.length >= mostOpenCaptures) {
      missed ||= signature.most > 1;
      return;
    }
    const capture: Capture = { signature, bytes: Buffer.alloc(0), wanted: undefined };
    if (feed(capture, bytes)) {
      open.push(capture);
    }
  }

  function search(signature: Signature, bytes: Buffer): void {
    const before = signature.before ?? 0;
    let from = Math.max(0, carried - signature.bytes.length + 1);
    let count = matches.get(signature) ?? 0;
    for (let at = bytes.indexOf(signature.bytes, from); at >= 0; at = bytes.indexOf(signature.bytes, from)) {
      count += 1;
      if (count > mostMatches) {
        missed ||= signature.most > 1;
        break;
      }
      begin(signature, bytes.subarray(Math.max(0, at - before)));
      from = at + 1;
    }
    matches.set(signature, count);
  }

  function scan(): void {
    const end = carried + filled;
    const portion = window.subarray(carried, end);
    open = open.filter((capture) => feed(capture, portion));
    for (const signature of signatures) {
      if ((matches.get(signature) ?? 0) <= mostMatches) {
        search(signature, window.subarray(0, end));
      }
    }
    window.copyWithin(0, Math.max(0, end - carryLength), end);
    carried = Math.min(end, carryLength);
    filled = 0;
  }

  return {
    write(chunk) {
      // Portions of one size: a client that sends byte by byte must not make us copy each time.
      for (let at = 0; at < chunk.length;) {
        const part = chunk.subarray(at, at + portionLength - filled);
        window.set(part, carried + filled);
        filled += part.length;
        at += part.length;
        if (filled === portionLength) {
          scan();
        }
      }
    },

    end() {
      scan();
      for (const capture of open) {
        capture.wanted ??= wantedInAll(capture);
        if (capture.wanted !== 0) {
          finish(capture);
        }
      }
      open = [];
    },

    overlooked: () => missed,
  };
}

function wantedSoFar({ signature, wanted }: Capture): number {
  return wanted ?? signature.length + (signature.before ?? 0);
}

function isFull(capture: Capture): boolean {
  return capture.bytes.length >= wantedSoFar(capture);
}

function take(capture: Capture, bytes: Buffer): number {
  const part = bytes.subarray(0, Math.max(0, wantedSoFar(capture) - capture.bytes.length));
  capture.bytes = Buffer.concat([capture.bytes, part]);
  return part.length;
}

function wantedInAll(capture: Capture): number {
  try {
    return capture.signature.longer?.(capture.bytes) ?? wantedSoFar(capture);
  } catch {
    return 0;
  }
}

function endsEarly({ signature, bytes }: Capture): boolean {
  return signature.until !== undefined && bytes.indexOf(signature.until) >= 0;
}
