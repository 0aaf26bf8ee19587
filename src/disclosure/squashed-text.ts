/** A text without all that people leave out, add or change in spelling a name or a number. */
export interface Squashed {
  /** Letters and digits alone, in lower case. */
  readonly letters: string;
  /** Where each stands in the text. */
  readonly at: readonly number[];
}

export function squash(text: string): Squashed {
  const at: number[] = [];
  let letters = '';
  for (const match of text.matchAll(/[\p{L}\p{Nd}]/gu)) {
    // Without accents, and one for one: 'é' is 'e'.
    letters += match[0].normalize('NFD').charAt(0).toLowerCase().charAt(0);
    at.push(match.index);
  }
  return { letters, at };
}
