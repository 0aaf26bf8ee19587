import type { PDFiumDocument, PDFiumPage } from '@hyzyla/pdfium';
import { LONGEST_TEXT, type Words } from '../disclosure/words.ts';
import { notesIn } from './pdf-notes.ts';
import { outlineOf } from './pdf-outline.ts';

const MOST_PAGES = 500;
/** Of the processor: what was read until then is kept. A page that takes longer by itself ends with its process. */
const MOST_CPU_MS = 4000;
/** A page with pictures and fewer letters is a scan whose program put its name on it. */
const FEW_LETTERS = 100;
const MOST_OBJECTS = 1000;

/** What is written on the pages of a PDF, in its forms, in its notes and in its outline. */
export function pdfWords(document: PDFiumDocument): Words {
  const count = document.getPageCount();
  let text = '';
  let read = 0;
  let hasPictures = false;
  let areNotesWhole = true;
  const notesOf = notesIn(document);
  const goesOn = () => text.length <= LONGEST_TEXT && process.cpuUsage().user / 1000 < MOST_CPU_MS;
  for (; read < Math.min(count, MOST_PAGES) && goesOn(); read += 1) {
    const page = document.getPage(read);
    const written = plain(page.getText());
    hasPictures ||= isPictured(page, written);
    const notes = notesOf(page);
    areNotesWhole &&= notes.isWhole;
    text += `${written}\n${notes.text}`;
    closePage(page);
  }
  const outline = outlineOf(document);
  text += outline.text;
  return {
    text: text.slice(0, LONGEST_TEXT),
    isWhole: areNotesWhole && outline.isWhole && read === count && text.length <= LONGEST_TEXT,
    hasPictures,
  };
}

/** Its package closes no page before the whole document, whose memory is bounded. */
function closePage(page: PDFiumPage): void {
  const { _FPDF_ClosePage: close } = page['module'];
  close(page['pageIdx']);
}

/** PDFium has a sign of its own for a hyphen at the end of a line, and a number that is parted by one goes on in the next. */
function plain(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\u0002', '-').replaceAll('\ufffe', '-');
  return lines.replaceAll(/(?<=\d-)\n(?=\d)/gu, '');
}

/** Whether a page has little or nothing written on it, and something drawn. */
function isPictured(page: PDFiumPage, written: string): boolean {
  const letters = written.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  if (letters === 0) return page.getObjectCount() > 0;
  return letters < FEW_LETTERS && hasPicture(page);
}

/** Among the first things on a page: a picture, or a drawing that may hold one. */
function hasPicture(page: PDFiumPage): boolean {
  let seen = 0;
  for (const { type } of page.objects()) {
    if (type === 'image' || type === 'form') return true;
    if ((seen += 1) >= MOST_OBJECTS) break;
  }
  return false;
}
