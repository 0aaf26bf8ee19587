import type { Database } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';
import type { MailProblem } from './mail-problem.ts';

/** Whether the mail server let the portal in the last time that it was asked. Its times are those of a clock, of no mail. */
export interface MailCheck {
  /** Absent while the server works. */
  readonly problem?: MailProblem;
  /** Since when it has been working, or not. */
  readonly since: Date;
  readonly checkedAt: Date;
}

/** There is one. */
const ID = 'mail-server';

const checksIn = collection<MailCheck & { readonly _id: string }>(
  'mailChecks',
  {
    _id: textId,
    problem: String,
    since: { type: Date, required: true },
    checkedAt: { type: Date, required: true },
  },
  [],
);

export function createMailCheckStore(database: Database) {
  const checks = checksIn(database);

  return {
    async latest(): Promise<MailCheck | undefined> {
      return (await checks.findById(ID).lean<MailCheck>()) ?? undefined;
    },

    async keep(check: MailCheck): Promise<void> {
      await checks.replaceOne({ _id: ID }, { _id: ID, ...check }, { upsert: true });
    },
  };
}

export type MailCheckStore = ReturnType<typeof createMailCheckStore>;
