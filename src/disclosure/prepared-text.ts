/** Zero-width and bidirectional marks: they hide a number from a search, but not from a reader. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const typographicDashes = /[\u2010-\u2015\u2212]/gu;
const typographicApostrophes = /[\u2018\u2019\u02bc]/gu;

/**
 * The text as the searches read it: no invisible marks, plain dashes and apostrophes, and every run of white space as
 * one space or one line break. Because no run is left, the patterns need no repeated `\s`, which on hostile input is
 * what makes a search slow.
 */
export function prepareText(text: string): string {
  return text
    .replaceAll(invisible, '')
    .replaceAll(typographicDashes, '-')
    .replaceAll(typographicApostrophes, "'")
    .replaceAll(/[^\S\n]+/gu, ' ')
    .replaceAll(/(?<=\n)[ \n]+/gu, '')
    .replaceAll(' \n', '\n');
}

/** The text with some stretches blanked out, so that what was found there is not found again as something else. */
export function blankOut(text: string, stretches: readonly { start: number; end: number }[]): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of stretches.toSorted((first, second) => first.start - second.start)) {
    if (start >= from) {
      rest += text.slice(from, start) + '_'.repeat(end - start);
      from = end;
    }
  }
  return rest + text.slice(from);
}
