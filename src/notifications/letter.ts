import type { Locale } from '../language/locale.ts';

/** A mail about an account or the office's protection; it tells of no case, so it may say for whom it is and whom it is about. */
export interface Letter {
  /** The address as it was when the act was told: whoever changes it afterwards does not get the mail. */
  readonly to: string;
  readonly locale: Locale;
  /** The key of its texts among those of mail about accounts. */
  readonly text: string;
  /** Where its link leads, in the reader's language. */
  readonly path: string;
  /** The name of the member, unit or position that it is about; empty where it is about none. */
  readonly about: string;
  /** The name of who did it; empty where nobody with an account did. */
  readonly by: string;
}

/** A letter that an act owes to a member. */
export interface OwedLetter {
  /** The same whenever the letter is made. */
  readonly key: string;
  readonly memberId: string;
  readonly on: string;
  readonly letter: Letter;
}
