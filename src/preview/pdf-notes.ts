import type { PDFiumPage } from '@hyzyla/pdfium';

const MOST_NOTES = 1000;
const LONGEST_BYTES = 64 * 1024;
/** What a note says, and what was filled into the field of a form (ISO 32000-1, 12.5.2 and 12.7.3), as strings of C. */
const KEYS = ['Contents\0', 'V\0'];
const LONGEST_KEY = 16;

/** Functions of PDFium that its package has without saying so (`fpdf_annot.h`). */
interface Annotations {
  readonly _FPDFPage_GetAnnotCount: (page: number) => number;
  readonly _FPDFPage_GetAnnot: (page: number, index: number) => number;
  readonly _FPDFPage_CloseAnnot: (annotation: number) => void;
  /** Gives the length of the string in bytes, UTF-16 with its end; nothing is written where that is more than `length`. */
  readonly _FPDFAnnot_GetStringValue: (
    annotation: number,
    key: number,
    buffer: number,
    length: number,
  ) => number;
}

/** What is written in the notes on a page and in the fields of its form, a line each. */
export function pdfNotes(page: PDFiumPage): string {
  const [pdfium, pageIdx] = [page['module'], page['pageIdx']];
  if (!hasAnnotations(pdfium)) return '';
  const {
    _FPDFPage_GetAnnotCount: count,
    _FPDFPage_GetAnnot: open,
    _FPDFPage_CloseAnnot: close,
    _FPDFAnnot_GetStringValue: stringOf,
  } = pdfium;
  const { malloc, free } = pdfium.wasmExports;
  const buffer = malloc(LONGEST_BYTES + LONGEST_KEY);
  const key = buffer + LONGEST_BYTES;
  const notes: string[] = [];
  for (let index = 0; index < Math.min(count(pageIdx), MOST_NOTES); index += 1) {
    const annotation = open(pageIdx, index);
    for (const name of KEYS) {
      pdfium.HEAPU8.set(Buffer.from(name), key);
      const length = stringOf(annotation, key, buffer, LONGEST_BYTES);
      if (length > 2 && length <= LONGEST_BYTES)
        notes.push(Buffer.from(pdfium.HEAPU8.buffer, buffer, length - 2).toString('utf16le'), '\n');
    }
    close(annotation);
  }
  free(buffer);
  return notes.join('');
}

function hasAnnotations<Pdfium extends object>(pdfium: Pdfium): pdfium is Pdfium & Annotations {
  return '_FPDFAnnot_GetStringValue' in pdfium && '_FPDFPage_GetAnnotCount' in pdfium;
}
