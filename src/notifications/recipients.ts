import type { OwedNotice } from '../storage/owed.ts';

interface Addressee {
  readonly _id: string;
}

interface Dependencies<Member extends Addressee> {
  /** Active members who may see rows of cases with such an audience; the two functions of `accounts/readers.ts`. */
  readonly readers: {
    readonly membersOfAudience: (audience: readonly string[]) => Promise<readonly Member[]>;
    readonly supervisorsOf: (audience: readonly string[]) => Promise<readonly Member[]>;
    /** All that cases call a member. */
    readonly callings: (memberId: string) => readonly string[];
  };
  /** Who may know of each of these cases and who works on it; a case that is gone is left out. */
  readonly casesById: (
    caseIds: readonly string[],
  ) => Promise<
    ReadonlyMap<
      string,
      { readonly audience: readonly string[]; readonly assigneeId?: string | null | undefined }
    >
  >;
}

/** Everybody of an audience, and those of them who are told first. */
interface Told<Member> {
  readonly everybody: readonly Member[];
  readonly supervisors: readonly Member[];
}

/** Whom notices are for, now. Nobody outside the case's audience, whatever the notice says (invariant 5). */
export function createRecipients<Member extends Addressee>({ readers, casesById }: Dependencies<Member>) {
  /** Somebody has to know of a case: where its audience has no supervisor, all of the audience do. */
  async function toldOf(audience: readonly string[]): Promise<Told<Member>> {
    const [everybody, supervisors] = await Promise.all([
      readers.membersOfAudience(audience),
      readers.supervisorsOf(audience),
    ]);
    return { everybody, supervisors: supervisors.length > 0 ? supervisors : everybody };
  }

  return {
    /** For each notice, in their order. Each audience is asked for once: most cases of a unit share one. */
    async recipientsOf(notices: readonly OwedNotice[]): Promise<readonly (readonly Member[])[]> {
      const cases = await casesById(notices.map(({ caseId }) => caseId));
      const told = new Map<string, Promise<Told<Member>>>();
      return Promise.all(
        notices.map(async ({ caseId, to }) => {
          const found = cases.get(caseId);
          if (found === undefined) return [];
          const key = JSON.stringify(found.audience);
          const asked = told.get(key) ?? toldOf(found.audience);
          told.set(key, asked);
          const { everybody, supervisors } = await asked;
          const assignee = everybody.filter(({ _id }) =>
            readers.callings(_id).some((called) => called === found.assigneeId),
          );
          if (to === 'assignee') return assignee;
          const both = to === 'supervisors' ? supervisors : [...supervisors, ...assignee];
          return [...new Map(both.map((member) => [member._id, member])).values()];
        }),
      );
    },
  };
}
