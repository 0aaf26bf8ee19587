import type { FoldedText } from '../web/partials.ts';
import type { Site } from '../web/site.ts';

/** In characters: a text longer than this is shown in part, and the rest unfolds. On a small phone it fills two screens. */
const LONG = 1500;
/** In characters: how much of it is shown at most. */
const SHOWN = 1000;

/** A text as a page shows it, and the rest of a long one, parted between two paragraphs, sentences or words. Together they are the text, byte for byte. */
export function inPart({ t }: Pick<Site, 't'>, text: string): { shown: string; rest?: FoldedText } {
  if (text.length <= LONG) return { shown: text };
  const at = partingOf(text.slice(0, SHOWN));
  const rest = text.slice(at);
  const count = rest.trim().split(/\s+/).length;
  return {
    shown: text.slice(0, at),
    rest: { summary: t('triage.case.rest', { count }), text: rest },
  };
}

/** The last end of a paragraph, a line, a sentence or a word in the second half; else the end. */
function partingOf(start: string): number {
  const ends = ['\n\n', '\n', '. ', ' '].map((end) => start.lastIndexOf(end) + end.length);
  return ends.find((end) => end > start.length / 2) ?? wholeCharacters(start);
}

/** Without the first half of a pair of surrogates at the end. */
function wholeCharacters(start: string): number {
  return /[\uD800-\uDBFF]$/.test(start) ? start.length - 1 : start.length;
}
