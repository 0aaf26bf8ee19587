/** Zero-width and bidirectional marks, and the frame of a keycap: they hide a number from a search, but not from a reader. */
const invisible = /\p{Default_Ignorable_Code_Point}|\u20e3/gu;
/** Raised, circled, full-width and mathematical characters that are digits, letters and signs to a reader. */
const styled =
  /[\u00b2\u00b3\u00b9\u2070-\u2079\u2460-\u2469\u24b6-\u24ea\uff01-\uff5e\u{1d400}-\u{1d7ff}]/gu;
const typographicDashes = /[\u2010-\u2015\u2212]/gu;
const typographicApostrophes = /[\u2018\u2019\u02bc]/gu;

/**
 * The text as the searches read it: no invisible marks, plain digits, letters, dashes and apostrophes, and every run of white
 * space as one space or one line break. Because no run is left, the patterns need no repeated `\s`, which on hostile input is
 * what makes a search slow.
 */
export function prepareText(text: string): string {
  return (
    text
      .replaceAll(invisible, '')
      // One by one: the normal form of a whole text takes the square of its length where marks are heaped on one letter.
      .replaceAll(styled, (character) => character.normalize('NFKC'))
      .replaceAll(typographicDashes, '-')
      .replaceAll(typographicApostrophes, "'")
      .replaceAll(/[^\S\n]+/gu, ' ')
      .replaceAll(/(?<=\n)[ \n]+/gu, '')
      .replaceAll(' \n', '\n')
  );
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
