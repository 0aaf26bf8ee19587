import type { OwedNotice } from '../storage/owed.ts';

export interface Addressee {
  readonly _id: string;
}

interface Dependencies<Member extends Addressee> {
  /** Active members who may see rows of cases with such an audience; the two functions of `accounts/readers.ts`. */
  readonly readers: {
    readonly membersOfAudience: (audience: readonly string[]) => Promise<readonly Member[]>;
    readonly supervisorsOf: (audience: readonly string[]) => Promise<readonly Member[]>;
  };
  readonly caseById: (
    caseId: string,
  ) => Promise<
    { readonly audience: readonly string[]; readonly assigneeId?: string | null | undefined } | undefined
  >;
}

/** Whom a notice is for, now. Nobody outside the case's audience, whatever the notice says (invariant 5). */
export function createRecipients<Member extends Addressee>({ readers, caseById }: Dependencies<Member>) {
  /** Somebody has to know of a case: where its audience has no supervisor, all of the audience do. */
  async function supervisorsOrAll(audience: readonly string[]): Promise<readonly Member[]> {
    const supervisors = await readers.supervisorsOf(audience);
    return supervisors.length > 0 ? supervisors : readers.membersOfAudience(audience);
  }

  return {
    async recipientsOf({ caseId, to }: OwedNotice): Promise<readonly Member[]> {
      const found = await caseById(caseId);
      if (found === undefined) return [];
      const everybody = await readers.membersOfAudience(found.audience);
      const assignee = everybody.filter(({ _id }) => _id === found.assigneeId);
      if (to === 'assignee') return assignee;
      const supervisors = await supervisorsOrAll(found.audience);
      const both = to === 'supervisors' ? supervisors : [...supervisors, ...assignee];
      return [...new Map(both.map((member) => [member._id, member])).values()];
    },
  };
}
