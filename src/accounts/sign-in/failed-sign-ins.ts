import { addDays } from '../../calendar/day.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import type { Member } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import type { FailedSignInStore, FailureKind } from './failed-sign-in-store.ts';

const KEEP_MS = 40 * 86_400_000;
/** The days that a member is shown. */
const SHOWN_DAYS = 7;
const TOLD_AT_ONCE = 100;
/** So many wrong second steps on one day are no mistyping: somebody may have the password. */
const REPEATED = 3;

interface Dependencies {
  readonly store: FailedSignInStore;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
  readonly clock: () => Date;
}

/** Failed sign-ins: counted for each member and day, one audit line a day, shown to the member. */
export function createFailedSignIns({ store, office, serverKeys, clock }: Dependencies) {
  return {
    async add(name: string, member: Member | undefined): Promise<void> {
      const on = await office.today();
      const expiresAt = new Date(clock().getTime() + KEEP_MS);
      const _id = `${serverKeys.mac('refusal', name)}.${on}`;
      await store.add({ _id, memberId: member?._id ?? '', kind: 'password', on, expiresAt });
    },

    /**
     * Somebody who has the password, or a session, gave a wrong second step or confirmation; the third time on a day, which the member is
     * told by mail, has a line of its own.
     */
    async addStep({ _id: memberId }: Member): Promise<void> {
      const on = await office.today();
      const expiresAt = new Date(clock().getTime() + KEEP_MS);
      const _id = `${serverKeys.mac('refusal', `step|${memberId}`)}.${on}`;
      await store.add({ _id, memberId, kind: 'step', on, expiresAt });
      const line = owedLine({ act: 'step:repeated', memberId: null, subjectId: memberId, on });
      await store.tellRepeated(_id, REPEATED, line);
    },

    /** How often somebody failed as this member in the last seven days: at the password, and after it. */
    async recentOf(member: Member): Promise<Record<FailureKind, number>> {
      return store.countSince(member._id, addDays(await office.today(), 1 - SHOWN_DAYS));
    },

    /** Owes the audit log a line for each member and day; apart from the sign-in, which so takes the same time for all names. */
    async tell(): Promise<void> {
      for (const { _id, memberId, kind, on } of await store.untold(TOLD_AT_ONCE)) {
        const act = kind === 'step' ? 'step:refused' : 'session:refused';
        await store.tell(_id, owedLine({ act, memberId: null, subjectId: memberId, on }));
      }
    },

    async sweep(): Promise<void> {
      await store.removeExpired(clock());
    },
  };
}

export type FailedSignIns = ReturnType<typeof createFailedSignIns>;
