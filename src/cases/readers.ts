import type { TrustedRecipient } from '../vault/server-keys.ts';

/** Who gets a report and what its keys are sealed to. `allow-list` names people; `unit` is everybody of the unit. */
export type Readers =
  | {
      readonly kind: 'unit' | 'allow-list';
      readonly unitId: string;
      /** `unit:<id>` or `member:<id>` each; a member knows of the cases that one of theirs is on. */
      readonly audience: readonly string[];
      readonly recipients: readonly TrustedRecipient[];
    }
  | { readonly kind: 'nobody' };
