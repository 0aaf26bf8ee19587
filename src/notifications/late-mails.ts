import type { MailNames } from './mail-names.ts';
import { isForGood } from './mail-problem.ts';
import type { WaitingMail } from './mail-store.ts';

/** That mail to a member is late. */
interface LateMail {
  /** When the longest waiting one was owed. */
  readonly since: Date;
  /** One of them is refused for good. */
  readonly isRefused: boolean;
}

/** Whether mail to a member is late, and since when. */
export type LateMails = (memberId: string) => LateMail | undefined;

interface Dependencies {
  readonly names: Pick<MailNames, 'isTo'>;
  /** Of all members there ever were. */
  readonly everyMemberId: () => Promise<readonly string[]>;
}

/**
 * Finds the members of the mails that are late, which come the longest waiting first. While a mail server is away for days they are
 * thousands: whose a mail is never changes, so it is looked for once as long as the mail is late.
 */
export function createLateMails({ names, everyMemberId }: Dependencies) {
  let known: ReadonlyMap<string, string> = new Map();

  async function addresseesOf(late: readonly WaitingMail[]): Promise<ReadonlyMap<string, string>> {
    const before = known;
    const memberIds = late.every(({ _id }) => before.has(_id)) ? [] : await everyMemberId();
    known = new Map(
      late.flatMap((mail) => {
        const memberId = before.get(mail._id) ?? memberIds.find((one) => names.isTo(mail, one));
        return memberId === undefined ? [] : [[mail._id, memberId] as const];
      }),
    );
    return known;
  }

  return async (late: readonly WaitingMail[]): Promise<LateMails> => {
    const addressees = await addresseesOf(late);
    const found = new Map<string, LateMail>();
    for (const { _id, date, problem } of late) {
      const memberId = addressees.get(_id);
      if (memberId === undefined) continue;
      const { since, isRefused } = found.get(memberId) ?? { since: date, isRefused: false };
      const refused = problem !== undefined && isForGood(problem);
      found.set(memberId, { since, isRefused: isRefused || refused });
    }
    return (memberId) => found.get(memberId);
  };
}
