import type { Lane } from '../../cases/case-terms.ts';
import type { Reader, Readers } from '../../cases/readers.ts';
import type { ReportAnswers } from '../../cases/report-answers.ts';
import { MOST_RECIPIENTS } from '../../vault/sealed-to.ts';
import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import { maySealTo } from '../keys/key-confirmation.ts';
import { holdingOfRecovery, holdsIntakeKey, isHeld } from '../keys/key-holding.ts';
import { isLetIn } from '../keys/letting-in.ts';
import { trustedMember } from '../keys/member-keys.ts';
import type { KeyGrantStore, KeyHolding } from '../keys/key-grant-store.ts';
import { type ShownMember, RECOVERY, type Unit } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import { asKnown } from '../members/former.ts';
import type { Office } from '../office/office.ts';
import type { OfficeSettings } from '../office/office-settings.ts';
import { isWatcher } from '../keys/vouching.ts';
import { mayDo } from '../permissions.ts';
import type { PositionStore } from '../office/position-store.ts';
import { type Choice, chooseReaders, chooseRemaining, handlingUnit } from './readers-choice.ts';
import type { Concern, PresentOffice } from './concern.ts';
import type { UnitStore } from '../office/unit-store.ts';

/** What a member is called in an audience: a MAC of the id, so that a list in the database names nobody. */
const READER = 'reader:';
/** What an auditor is called by the lines that they may read: another MAC, so that a list of auditors is none of readers. */
const AUDITOR = 'auditor:';
const UNIT = 'unit:';

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

/** Whose a case is. */
interface Sealed {
  readonly audience: readonly string[];
  readonly auditors?: readonly string[];
  readonly unitId: string;
}

interface Dependencies {
  readonly members: MemberLists;
  readonly units: UnitStore;
  readonly positions: PositionStore;
  readonly grants: KeyGrantStore;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** Whom a report goes to, and who stands behind an audience. */
export function createReaders({ members, units, positions, grants, office, serverKeys }: Dependencies) {
  const tags = new Map<string, string>();

  function readerTag(memberId: string): string {
    const tag = tags.get(memberId) ?? READER + serverKeys.mac('audience', memberId);
    tags.set(memberId, tag);
    return tag;
  }

  /** All that cases and their lines of the audit log call a member: the tag or, before 2026-11-27, the id. */
  const callings = (memberId: string): readonly string[] => [memberId, readerTag(memberId)];

  const auditorTag = (memberId: string) => AUDITOR + serverKeys.mac('auditor', memberId);

  function trustMember(member: ShownMember): TrustedRecipient[] {
    const trusted = trustedMember(serverKeys, member);
    return trusted ? [trusted] : [];
  }

  function recipientsOf(choice: Choice, { recovery }: PresentOffice): TrustedRecipient[] {
    if (choice.kind === 'nobody') return [];
    if (choice.kind === 'unit') {
      const { _id, intake } = choice.unit;
      return intake ? [serverKeys.trust(_id, intake.recipient, intake.mac)] : [];
    }
    const ofRecovery =
      choice.withRecovery && recovery ? [serverKeys.trust(RECOVERY, recovery.recipient, recovery.mac)] : [];
    return [...choice.handlers.flatMap(trustMember), ...ofRecovery];
  }

  /** A recovery key gets nothing before somebody compared it; see the unit keys. */
  function isCompared({ recovery }: OfficeSettings, holdings: readonly KeyHolding[]): boolean {
    return holdingOfRecovery(serverKeys, recovery, holdings) !== undefined;
  }

  async function presentOffice(): Promise<PresentOffice> {
    const [everyUnit, everyPosition, staff, holdings, settings] = await Promise.all([
      units.list(),
      positions.list(),
      members.list(),
      grants.holders(),
      office.settings(),
    ]);
    const today = await office.today();
    return {
      units: everyUnit,
      positions: everyPosition,
      members: staff.map((member) => asKnown(member, today)),
      maySealTo: (unit: Unit, lane: Lane) =>
        isHeld(serverKeys, unit, holdings, settings.recovery) && maySealTo(serverKeys, unit, lane),
      isLetIn: (unit: Unit, member: ShownMember) => isLetIn(serverKeys, unit, member, holdings),
      recovery: settings.recovery,
      isRecoveryCompared: isCompared(settings, holdings),
    };
  }

  function readersFor(choice: Choice, present: PresentOffice): Readers {
    if (choice.kind === 'nobody') return { kind: 'nobody' };
    const audience =
      choice.kind === 'unit'
        ? [`${UNIT}${choice.unit._id}`]
        : choice.audience.map((member) => readerTag(member._id)).toSorted();
    const recipients = recipientsOf(choice, present);
    const auditors =
      choice.kind === 'unit' ? undefined : choice.auditors.map(({ _id }) => auditorTag(_id)).toSorted();
    return {
      kind: choice.kind,
      unitId: choice.unit._id,
      audience,
      recipients,
      ...(auditors && { auditors }),
    };
  }

  /** Every auditor but who leaves and those who were left out before. */
  async function auditorsWithout(
    leavingId: string,
    before: readonly string[] | undefined,
  ): Promise<string[]> {
    const everybody = await members.list();
    const auditing = everybody.filter((member) => member.status === 'active' && mayDo(member, 'audit:read'));
    const tagsOf = auditing.filter(({ _id }) => _id !== leavingId).map(({ _id }) => auditorTag(_id));
    return tagsOf.filter((tag) => before?.includes(tag) ?? true).toSorted();
  }

  async function isLaneOpen(lane: Lane): Promise<boolean> {
    const { isSetUp, recovery } = await office.settings();
    const unit = isSetUp && recovery ? handlingUnit(await units.list(), lane) : undefined;
    if (!unit?.intake || !maySealTo(serverKeys, unit, lane)) return false;
    const [staff, holdings] = await Promise.all([
      members.listOfUnit(unit._id),
      grants.holdingsOfUnit(unit._id),
    ]);
    // Once somebody compared a recovery key, its replacement may wait without closing what is open.
    if (!holdings.some(({ holder }) => holder === RECOVERY)) return false;
    return staff.some((member) => member.hasSignedIn && holdsIntakeKey(serverKeys, unit, member, holdings));
  }

  async function membersOfAudience(audience: readonly string[]): Promise<ShownMember[]> {
    const known = new Set(audience);
    const [everybody, everyUnit, holdings] = await Promise.all([
      members.list(),
      units.list(),
      grants.holders(),
    ]);
    const unitOf = new Map(everyUnit.map((unit) => [unit._id, unit]));
    return everybody.filter((member) => {
      const unit = member.unitId === null ? undefined : unitOf.get(member.unitId);
      return unit !== undefined && entriesOf(unit, member, holdings).some((entry) => known.has(entry));
    });
  }

  function entriesOf(unit: Unit, member: ShownMember, holdings: readonly KeyHolding[]): string[] {
    return isLetIn(serverKeys, unit, member, holdings) ? [UNIT + unit._id, readerTag(member._id)] : [];
  }

  /**
   * What a member's queries look for; a case is theirs to see when its audience meets this. Nothing for who may not list cases, such
   * as an auditor of the unit, and for whom nobody who holds the unit's key let in.
   */
  async function audienceOf(member: ShownMember): Promise<string[]> {
    const { unitId } = member;
    if (!mayDo(member, 'case:list') || unitId === null) return [];
    const [unit, holdings] = await Promise.all([units.find(unitId), grants.holdingsOfUnit(unitId)]);
    return unit ? entriesOf(unit, member, holdings) : [];
  }

  return {
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
      const known = new Set((await membersOfAudience(audience)).map(({ _id }) => _id));
      const gone = present.members.filter(({ _id }) =>
        callings(_id).some((called) => leaving.includes(called)),
      );
      const remaining = present.members.filter((member) => known.has(member._id) && !gone.includes(member));
      const choice = chooseRemaining(present, concernOf(subject), { unitId, remaining, gone });
      const next = readersFor(choice, present);
      // Whoever audits no more stays so, also where they have moved or a name was found before and is not now.
      if (next.kind === 'nobody' || !auditors) return next;
      return { ...next, auditors: (next.auditors ?? []).filter((tag) => auditors.includes(tag)) };
    },

    /** The audience without one member who opens nothing of it: everybody else by name. */
    async audienceWithout(
      leavingId: string,
      { audience, auditors }: Pick<Sealed, 'audience' | 'auditors'>,
    ): Promise<Pick<Sealed, 'audience'> & { readonly auditors: readonly string[] }> {
      const remaining = (await membersOfAudience(audience)).filter(({ _id }) => _id !== leavingId);
      return {
        audience: remaining.map(({ _id }) => readerTag(_id)).toSorted(),
        auditors: await auditorsWithout(leavingId, auditors),
      };
    },

    /**
     * Whether a handler has signed in, the recovery key is proven and compared, and the unit's key is vouched for as the lane needs
     * it; without a lane, whether that is so for both.
     */
    async isReportingOpen(lane?: Lane): Promise<boolean> {
      if (lane) return isLaneOpen(lane);
      return (await isLaneOpen('protected')) && (await isLaneOpen('service'));
    },

    /** Active members who see the rows of such cases: handlers and supervisors. */
    membersOfAudience,

    /** Those of the audience who get mail as supervisors. */
    async supervisorsOf(audience: readonly string[]): Promise<ShownMember[]> {
      return (await membersOfAudience(audience)).filter(({ roles }) => roles.includes('supervisor'));
    },

    /** Those of the audience to whom a case may be assigned. */
    async handlersOf(audience: readonly string[]): Promise<ShownMember[]> {
      return (await membersOfAudience(audience)).filter((member) => mayDo(member, 'case:open'));
    },

    /**
     * The own recipients of who may know of such cases, for what they alone shall read: supervisors first, who decide, and no more
     * than an envelope takes.
     */
    async recipientsOfAudience(audience: readonly string[]): Promise<readonly TrustedRecipient[]> {
      const everybody = await membersOfAudience(audience);
      const watchers = everybody.filter((member) => isWatcher(member));
      const handlers = everybody.filter((member) => !isWatcher(member));
      return [...watchers, ...handlers].flatMap(trustMember).slice(0, MOST_RECIPIENTS);
    },

    memberById: members.find.bind(members),
    audienceOf,

    /** What the queries of an auditor look for beside the lines that are for every auditor. */
    auditorAudienceOf: async (member: ShownMember): Promise<string[]> => [
      ...(await audienceOf(member)),
      ...(mayDo(member, 'audit:read') ? [auditorTag(member._id)] : []),
    ],

    callings,

    /** Who a member is to the cases. */
    async readerOf(member: ShownMember): Promise<Reader> {
      return { memberId: member._id, audience: await audienceOf(member), tag: readerTag(member._id) };
    },
  };
}
