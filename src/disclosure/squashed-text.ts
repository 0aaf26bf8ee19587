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
  for (const { 0: found, index } of text.matchAll(/[a-zA-Z\d]+|[\p{L}\p{Nd}]/gu)) {
    // Without accents, and one for one: 'é' is 'e'. Most words have none, and go on whole.
    const plain =
      found.charCodeAt(0) < 128
        ? found.toLowerCase()
        : found.normalize('NFD').charAt(0).toLowerCase().charAt(0);
    letters += plain;
    for (let offset = 0; offset < plain.length; offset += 1) at.push(index + offset);
  }
  return { letters, at };
}
