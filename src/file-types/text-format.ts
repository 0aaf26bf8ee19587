/** Control characters that texts have: tab, line ends, form feed, and the escape of terminals. */
const CONTROLS_OF_TEXT = new Set([9, 10, 12, 13, 27]);

/** How web pages begin (WHATWG MIME Sniffing, 7.1), and what has no business in another text. */
const WEB_PAGE =
  /^\s*<(?:!doctype html|html|head|body|script|iframe|title|style|table|div|meta)\b|<(?:script|html)\b/i;
const DRAWING = /<svg\b/i;
const SCRIPT = /^(?:#!|@echo\b|<\?php|<%|<job\b)/i;

/** The kind of text that a file begins with, or undefined where it is none. An empty file is text. */
export function textFormat(head: Uint8Array): 'html' | 'svg' | 'script' | 'xml' | 'txt' | undefined {
  const text = decoded(head);
  if (text === undefined) return undefined;
  if (SCRIPT.test(text)) return 'script';
  if (WEB_PAGE.test(text)) return 'html';
  if (DRAWING.test(text)) return 'svg';
  return text.startsWith('<?xml') ? 'xml' : 'txt';
}

/** UTF-16 by its mark, else read byte by byte: old texts of Windows are no UTF-8, and only their beginnings matter. */
function decoded(head: Uint8Array): string | undefined {
  const mark = Buffer.from(head.subarray(0, 2)).toString('hex');
  const label = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'latin1';
  const text = new TextDecoder(label).decode(head).replace(/^ï»¿/, '');
  return isText(text) ? text : undefined;
}

function isText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 127 || (unit < 32 && !CONTROLS_OF_TEXT.has(unit))) return false;
  }
  return true;
}
