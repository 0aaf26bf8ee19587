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
