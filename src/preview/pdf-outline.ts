import type { PDFiumDocument } from '@hyzyla/pdfium';
import { LONGEST_TEXT, type Words } from '../disclosure/words.ts';
import { type PdfiumMemory, stringReader } from './pdf-strings.ts';

const MOST_BOOKMARKS = 1000;
const NONE = 0;
/** A form that a program draws from XML of its own, as `FORMTYPE_XFA_FULL` of fpdf_formfill.h: its pages hold nothing of it. */
const DRAWN_FORM = 2;

/** Functions that PDFium's package has without saying so (fpdf_doc.h, fpdf_attachment.h, fpdf_formfill.h). */
interface Outline extends PdfiumMemory {
  /** Of a document and a bookmark, or `NONE` for the first of all; gives `NONE` where there is none. */
  readonly _FPDFBookmark_GetFirstChild: (document: number, bookmark: number) => number;
  readonly _FPDFBookmark_GetNextSibling: (document: number, bookmark: number) => number;
  readonly _FPDFBookmark_GetTitle: (bookmark: number, buffer: number, length: number) => number;
  readonly _FPDFDoc_GetAttachmentCount: (document: number) => number;
  readonly _FPDF_GetFormType: (document: number) => number;
}

/** What is written in the outline of a PDF, a line for each bookmark. It is not whole either where files are attached to it, which nobody searches. */
export function outlineOf(document: PDFiumDocument): Pick<Words, 'text' | 'isWhole'> {
  const pdfium: object = document['module'];
  if (!hasOutline(pdfium)) return { text: '', isWhole: false };
  const own = document['documentIdx'];
  const written = stringReader(pdfium);
  const {
    _FPDFBookmark_GetFirstChild: childOf,
    _FPDFBookmark_GetNextSibling: siblingOf,
    _FPDFBookmark_GetTitle: titleOf,
    _FPDFDoc_GetAttachmentCount: countAttached,
    _FPDF_GetFormType: formTypeOf,
  } = pdfium;
  const bookmarks = [childOf(own, NONE)];
  let isWhole = countAttached(own) <= 0 && formTypeOf(own) !== DRAWN_FORM;
  let text = '';
  let count = 0;
  for (const bookmark of bookmarks) {
    if (bookmark === NONE) continue;
    if ((count += 1) > MOST_BOOKMARKS || text.length > LONGEST_TEXT) return { text, isWhole: false };
    const title = written((buffer, length) => titleOf(bookmark, buffer, length));
    text += `${title ?? ''}\n`;
    isWhole &&= title !== undefined;
    bookmarks.push(childOf(own, bookmark), siblingOf(own, bookmark));
  }
  return { text, isWhole };
}

function hasOutline(pdfium: object): pdfium is Outline {
  return '_FPDFBookmark_GetTitle' in pdfium && '_FPDFDoc_GetAttachmentCount' in pdfium;
}
