import type { TrustedRecipient } from '../vault/server-keys.ts';

/** Whom the cases ask whether they may know of one. */
export interface Reader {
  readonly memberId: string;
  /** What their queries look for: `unit:<id>` and their tag. */
  readonly audience: readonly string[];
  /** What they alone are called in an audience: `reader:<MAC>`, which in the database names nobody. */
  readonly tag: string;
}

/** Who acts: a reader with the identities that their session opened. */
export interface Officer extends Reader {
  readonly identities: readonly string[];
}

/** Who gets a report and what its keys are sealed to. `allow-list` names people; `unit` is everybody of the unit. */
export type Readers =
  | {
      readonly kind: 'unit' | 'allow-list';
      readonly unitId: string;
      /** `unit:<id>` or `reader:<MAC>` each; a member knows of the cases that one of theirs is on. */
      readonly audience: readonly string[];
      readonly recipients: readonly TrustedRecipient[];
    }
  | { readonly kind: 'nobody' };
