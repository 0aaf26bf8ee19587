import { LONGEST_TEXT } from '../disclosure/words.ts';

/** UTF-16 with its end. */
const LONGEST_BYTES = 2 * (LONGEST_TEXT + 1);

/** PDFium's memory, which its package has without saying so. */
export interface PdfiumMemory {
  readonly HEAPU8: Uint8Array;
  readonly wasmExports: { readonly malloc: (bytes: number) => number };
}

/** Writes a string and gives its length in bytes, UTF-16 with its end; nothing is written where that is more than `length`. */
type WriteString = (buffer: number, length: number) => number;

/** Reads the strings that PDFium writes; undefined for one that is longer than what is searched. */
export function stringReader(pdfium: PdfiumMemory): (write: WriteString) => string | undefined {
  const buffer = pdfium.wasmExports.malloc(LONGEST_BYTES);
  return (write) => {
    const length = write(buffer, LONGEST_BYTES);
    if (length > LONGEST_BYTES) return undefined;
    return Buffer.from(pdfium.HEAPU8.buffer, buffer, Math.max(length - 2, 0)).toString('utf16le');
  };
}
