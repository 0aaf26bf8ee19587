/** Characters of a file that are searched. */
export const LONGEST_TEXT = 200_000;

/** What is written in a file, as far as it was read. */
export interface Words {
  readonly text: string;
  /** Nothing that is written was left out. */
  readonly isWhole: boolean;
  /** It has pages that are pictures, whose words nobody reads. */
  readonly hasPictures: boolean;
}

/** Gathers what is written in a file for people to read, from its bytes as they pass. */
export interface WrittenText {
  write(chunk: Uint8Array): void;
  /** What there is room for; undefined of formats whose text is read elsewhere, or not at all. */
  end(): Words | undefined;
}

/** What is searched of words. */
export function cutToLength({ text, isWhole, hasPictures }: Words): Words {
  return {
    text: text.slice(0, LONGEST_TEXT),
    isWhole: isWhole && text.length <= LONGEST_TEXT,
    hasPictures,
  };
}
