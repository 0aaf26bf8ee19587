import type { PDFiumDocument, PDFiumPage } from '@hyzyla/pdfium';
import { LONGEST_TEXT, type Words } from '../disclosure/words.ts';

const MOST_NOTES = 1000;
/** UTF-16 with its end. */
const LONGEST_BYTES = 2 * (LONGEST_TEXT + 1);
/** Names in the dictionary of a note (ISO 32000-1, 12.5.2 and 12.7.3), as strings of C. */
const [CONTENTS, VALUE, PARENT] = ['Contents\0', 'V\0', 'Parent\0'] as const;
const LONGEST_KEY = 16;
/** The field of a form on a page, as `FPDF_ANNOT_WIDGET` of fpdf_annot.h. */
const WIDGET = 20;
const NO_FIELD = -1;

/** Gives the length of a string in bytes, UTF-16 with its end; nothing is written where that is more than `length`. */
type WriteString = (first: number, second: number, buffer: number, length: number) => number;

/** PDFium's memory, and functions that its package has without saying so (fpdf_annot.h). */
interface Annotations {
  readonly HEAPU8: Uint8Array;
  readonly wasmExports: { readonly malloc: (bytes: number) => number };
  readonly _FPDFPage_GetAnnotCount: (page: number) => number;
  readonly _FPDFPage_GetAnnot: (page: number, index: number) => number;
  readonly _FPDFPage_CloseAnnot: (annotation: number) => void;
  readonly _FPDFAnnot_GetSubtype: (annotation: number) => number;
  readonly _FPDFAnnot_HasKey: (annotation: number, key: number) => number;
  /** Of an annotation and a key. */
  readonly _FPDFAnnot_GetStringValue: WriteString;
  /** `NO_FIELD` where the form has none such. */
  readonly _FPDFAnnot_GetFormFieldType: (form: number, annotation: number) => number;
  /** Of a form and an annotation; also what a field that is shown several times keeps but once. */
  readonly _FPDFAnnot_GetFormFieldValue: WriteString;
}

type Notes = Pick<Words, 'text' | 'isWhole'>;

/** Reads what is written in the notes on a page of this document and in the fields of its form, a line each, until it is too much. */
export function notesIn(document: PDFiumDocument): (page: PDFiumPage) => Notes {
  const pdfium: object = document['module'];
  if (!hasAnnotations(pdfium)) return () => ({ text: '', isWhole: false });
  const { _FPDFPage_GetAnnotCount: countOn, _FPDFPage_GetAnnot: open, _FPDFPage_CloseAnnot: close } = pdfium;
  const linesOf = noteReader(pdfium, document.initializeFormFields());
  return (page) => {
    const pageIdx = page['pageIdx'];
    const count = countOn(pageIdx);
    let text = '';
    let isWhole = count <= MOST_NOTES;
    for (let index = 0; index < Math.min(count, MOST_NOTES) && text.length <= LONGEST_TEXT; index += 1) {
      const note = open(pageIdx, index);
      for (const line of linesOf(note)) {
        text += line === undefined ? '' : `${line}\n`;
        isWhole &&= line !== undefined;
      }
      close(note);
    }
    return { text, isWhole };
  };
}

/** What a note says and what its field holds; undefined where that was not read. */
function noteReader(pdfium: Annotations, form: number): (note: number) => (string | undefined)[] {
  const {
    _FPDFAnnot_GetSubtype: subtypeOf,
    _FPDFAnnot_HasKey: hasKey,
    _FPDFAnnot_GetStringValue: stringOf,
    _FPDFAnnot_GetFormFieldType: fieldTypeOf,
    _FPDFAnnot_GetFormFieldValue: fieldValueOf,
  } = pdfium;
  const buffer = pdfium.wasmExports.malloc(LONGEST_BYTES + LONGEST_KEY);
  const keyOf = (name: string): number => {
    pdfium.HEAPU8.set(Buffer.from(name), buffer + LONGEST_BYTES);
    return buffer + LONGEST_BYTES;
  };
  const written = (write: WriteString, first: number, second: number): string | undefined => {
    const length = write(first, second, buffer, LONGEST_BYTES);
    if (length > LONGEST_BYTES) return undefined;
    return Buffer.from(pdfium.HEAPU8.buffer, buffer, Math.max(length - 2, 0)).toString('utf16le');
  };
  /** A field that is in no form of the document and has its value from another is not read. */
  const isElsewhere = (note: number): boolean =>
    subtypeOf(note) === WIDGET && fieldTypeOf(form, note) === NO_FIELD && hasKey(note, keyOf(PARENT)) !== 0;
  return (note) => {
    const contents = written(stringOf, note, keyOf(CONTENTS));
    const ofForm = written(fieldValueOf, form, note);
    const value = ofForm === '' ? written(stringOf, note, keyOf(VALUE)) : ofForm;
    const isUnread = value === '' && isElsewhere(note);
    return [contents, isUnread ? undefined : value].filter((line) => line !== '');
  };
}

function hasAnnotations(pdfium: object): pdfium is Annotations {
  return '_FPDFAnnot_GetFormFieldValue' in pdfium && '_FPDFPage_GetAnnotCount' in pdfium;
}
