import type { PDFiumDocument, PDFiumPage } from '@hyzyla/pdfium';
import { textOfMarkup } from '../disclosure/markup-text.ts';
import { LONGEST_TEXT, type Words } from '../disclosure/words.ts';
import { type PdfiumMemory, stringReader } from './pdf-strings.ts';

const MOST_NOTES = 1000;
/** Names in the dictionary of a note (ISO 32000-1, 12.5.2, 12.5.6.2 and 12.7.3), as strings of C. */
const [CONTENTS, VALUE, PARENT] = ['Contents\0', 'V\0', 'Parent\0'] as const;
/** The same as rich text. */
const RICH = ['RC\0', 'RV\0'] as const;
const LONGEST_KEY = 16;
/** A file that is attached to a place, and the field of a form, as `FPDF_ANNOT_FILEATTACHMENT` and `FPDF_ANNOT_WIDGET` of fpdf_annot.h. */
const [ATTACHED, WIDGET] = [17, 20] as const;
const NO_FIELD = -1;

/** Writes a string of the first that the second names. */
type WriteString = (first: number, second: number, buffer: number, length: number) => number;

/** Functions that PDFium's package has without saying so (fpdf_annot.h). */
interface Annotations extends PdfiumMemory {
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
  const written = stringReader(pdfium);
  const key = pdfium.wasmExports.malloc(LONGEST_KEY);
  const keyOf = (name: string): number => {
    pdfium.HEAPU8.set(Buffer.from(name), key);
    return key;
  };
  const entryOf = (note: number, name: string) =>
    written((buffer, length) => stringOf(note, keyOf(name), buffer, length));
  /** A field that is in no form of the document and has its value from another is not read. */
  const isElsewhere = (note: number): boolean =>
    subtypeOf(note) === WIDGET && fieldTypeOf(form, note) === NO_FIELD && hasKey(note, keyOf(PARENT)) !== 0;
  return (note) => {
    const rich = RICH.map((name) => entryOf(note, name)).map((each) => each && textOfMarkup(each));
    const ofForm = written((buffer, length) => fieldValueOf(form, note, buffer, length));
    const value = ofForm === '' ? entryOf(note, VALUE) : ofForm;
    const isUnread = subtypeOf(note) === ATTACHED || (value === '' && isElsewhere(note));
    return [entryOf(note, CONTENTS), ...rich, isUnread ? undefined : value].filter((line) => line !== '');
  };
}

function hasAnnotations(pdfium: object): pdfium is Annotations {
  return '_FPDFAnnot_GetFormFieldValue' in pdfium && '_FPDFPage_GetAnnotCount' in pdfium;
}
