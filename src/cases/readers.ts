import type { TrustedRecipient } from '../vault/server-keys.ts';

/** Whom the cases ask whether they may know of one. */
export interface Reader {
  readonly memberId: string;
  /** What their queries look for: `unit:<id>` and their tag. */
  readonly audience: readonly string[];
  /**
   * What they alone are called in an audience, and wherever a case, its messages or its lines of the audit log tell who acted:
   * `reader:<MAC>`, which in the database names nobody.
   */
  readonly tag: string;
}

/** By what cases call a member. */
export type Called = Pick<Reader, 'tag' | 'memberId'>;

/** Whether this is what a case calls the member: their tag or, in what was written before 2026-11-27, their id. */
export function isCalled({ tag, memberId }: Called, called: string | undefined): boolean {
  return called === tag || called === memberId;
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
      /** Who audits a case with an allow-list: `auditor:<MAC>` each. A case of a whole unit is for every auditor and names none. */
      readonly auditors?: readonly string[];
    }
  | { readonly kind: 'nobody' };
