import type { Lane } from '../../cases/case-terms.ts';
import type { ConcernNow } from '../../cases/found-conflicts.ts';
import type { Readers } from '../../cases/readers.ts';
import type { ReportAnswers } from '../../cases/report-answers.ts';
import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import { trustedMembers } from '../keys/member-keys.ts';
import type { KnownMember } from '../members/former.ts';
import { RECOVERY } from '../members/member.ts';
import type { Audiences, Sealed } from './audiences.ts';
import { auditorsOf } from './case-auditors.ts';
import {
  type About,
  aboutOf,
  type Concern,
  concernsNobody,
  isAboutHolder,
  mayNotRead,
  type PresentOffice,
} from './concern.ts';
import type { ReaderTags } from './reader-tags.ts';
import { type Choice, chooseReaders, chooseRemaining } from './readers-choice.ts';

/** What is known of a report before its readers are chosen; answers of a report are that. */
interface Subject extends Partial<Omit<ReportAnswers, 'concerns'>> {
  readonly lane: Lane;
  readonly who: string;
  readonly concerns: Pick<Concern, 'positionIds' | 'unitIds' | 'everyReader'>;
}

function concernOf({ concerns, lane, category, who, ...others }: Subject): Concern {
  const rest = Object.values(others).join('\n');
  return { ...concerns, who, rest, isAccusing: lane === 'protected' || category === 'complaint' };
}

interface Dependencies {
  readonly presentOffice: () => Promise<PresentOffice>;
  readonly ofAudience: Audiences['ofAudience'];
  readonly serverKeys: Pick<ServerKeys, 'trust'>;
  readonly tags: ReaderTags;
}

/** Whom a report goes to, and who goes on with it when one of them leaves it. */
export function createReaders({ presentOffice, ofAudience, serverKeys, tags }: Dependencies) {
  function recipientsOf(choice: Choice, { recovery }: PresentOffice): TrustedRecipient[] {
    if (choice.kind === 'nobody') return [];
    if (choice.kind === 'unit') {
      const { _id, intake } = choice.unit;
      return intake ? [serverKeys.trust(_id, intake.recipient, intake.mac)] : [];
    }
    const ofRecovery =
      choice.withRecovery && recovery ? [serverKeys.trust(RECOVERY, recovery.recipient, recovery.mac)] : [];
    return [...trustedMembers(serverKeys, choice.handlers), ...ofRecovery];
  }

  function readersFor(choice: Choice, present: PresentOffice): Readers {
    if (choice.kind === 'nobody') return { kind: 'nobody' };
    const audience =
      choice.kind === 'unit'
        ? [tags.ofUnit(choice.unit._id)]
        : choice.audience.map((member) => tags.ofReader(member._id)).toSorted();
    const recipients = recipientsOf(choice, present);
    const auditors =
      choice.kind === 'unit' ? undefined : choice.auditors.map(({ _id }) => tags.ofAuditor(_id)).toSorted();
    return {
      kind: choice.kind,
      unitId: choice.unit._id,
      audience,
      recipients,
      ...(auditors && { auditors }),
    };
  }

  function stillAuditing(auditors: readonly string[], present: PresentOffice, about: About): string[] {
    const may = new Set(auditorsOf(present, about).map(({ _id }) => tags.ofAuditor(_id)));
    return auditors.filter((tag) => may.has(tag));
  }

  function concernIn(
    present: PresentOffice,
    { audience, auditors, unitId }: Sealed,
    subject: Subject,
  ): ConcernNow {
    const about = aboutOf(present, concernOf(subject));
    if (concernsNobody(about)) return { concerned: [], isListDue: false, isAboutHolder: false };
    const { known, waiting } = ofAudience(present, audience);
    const concerned = [...known, ...waiting].filter((member) => mayNotRead(present, about, member));
    return {
      concerned: concerned.map(({ _id }) => ({ memberId: _id, tag: tags.ofReader(_id) })),
      isListDue: audience.includes(tags.ofUnit(unitId)),
      isAboutHolder: isAboutHolder(present, about),
      ...(auditors && { auditors: stillAuditing(auditors, present, about) }),
    };
  }

  return {
    /** Whom of those who may know of a case, or will again once they are let in, it concerns, as the office is now. */
    concernNow: async (sealed: Sealed, subject: Subject): Promise<ConcernNow> =>
      concernIn(await presentOffice(), sealed, subject),

    /** The same of many cases, in the office as it is when this is called. */
    async concernOfMany(): Promise<(sealed: Sealed, subject: Subject) => ConcernNow> {
      const present = await presentOffice();
      return (sealed, subject) => concernIn(present, sealed, subject);
    },

    /**
     * Who may read a report about these, now: the handling unit where nobody is concerned, else an allow-list of a unit where
     * nobody concerned sits, or nobody.
     * @throws {UntrustedRecipient} when a stored recipient has no valid MAC
     */
    async eligibleReaders(subject: Subject): Promise<Readers> {
      const present = await presentOffice();
      return readersFor(chooseReaders(present, concernOf(subject), subject.lane), present);
    },

    /**
     * Who goes on with a case when a member who may know of it leaves it for a conflict of interest.
     * @param leaving what cases call them, and those who left it before
     * @throws {UntrustedRecipient} when a stored recipient has no valid MAC
     */
    async readersWithout(
      leaving: readonly string[],
      { audience, auditors, unitId }: Sealed,
      subject: Subject,
    ): Promise<Readers> {
      const present = await presentOffice();
      const { known, waiting } = ofAudience(present, audience);
      const gone = present.members.filter(({ _id }) =>
        tags.callings(_id).some((called) => leaving.includes(called)),
      );
      const isStaying = (member: KnownMember) => !gone.includes(member);
      const choice = chooseRemaining(present, concernOf(subject), {
        unitId,
        remaining: known.filter(isStaying),
        waiting: waiting.filter(isStaying),
        gone,
      });
      const next = readersFor(choice, present);
      // Whoever audits no more stays so, also where they have moved or a name was found before and is not now.
      if (next.kind === 'nobody' || !auditors) return next;
      return { ...next, auditors: (next.auditors ?? []).filter((tag) => auditors.includes(tag)) };
    },
  };
}
