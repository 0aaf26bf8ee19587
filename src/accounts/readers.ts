import type { Lane } from '../cases/case-terms.ts';
import type { Readers } from '../cases/readers.ts';
import type { ServerKeys, TrustedRecipient } from '../vault/server-keys.ts';
import { holdsIntakeKey, wasReplaced } from './key-holding.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';
import { type Member, RECOVERY, type Unit } from './member.ts';
import type { MemberStore } from './member-store.ts';
import type { Office } from './office.ts';
import type { OfficeSettings } from './office-settings.ts';
import { mayDo } from './permissions.ts';
import type { PositionStore } from './position-store.ts';
import { type Choice, type Concern, chooseReaders, handlingUnit } from './readers-choice.ts';
import type { UnitStore } from './unit-store.ts';

/** What a member's queries look for; a case is theirs to see when its audience meets this. */
export function audienceOf(member: Pick<Member, '_id' | 'unitId'>): string[] {
  return member.unitId === null
    ? [`member:${member._id}`]
    : [`unit:${member.unitId}`, `member:${member._id}`];
}

interface Dependencies {
  readonly members: MemberStore;
  readonly units: UnitStore;
  readonly positions: PositionStore;
  readonly grants: KeyGrantStore;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** Whom a report goes to, and who stands behind an audience. */
export function createReaders({ members, units, positions, grants, office, serverKeys }: Dependencies) {
  function trustMember(member: Member): TrustedRecipient[] {
    const pair = member.keyPair;
    return pair ? [serverKeys.trust(member._id, pair.recipient, pair.mac)] : [];
  }

  function recipientsOf(choice: Choice, { recovery }: OfficeSettings): TrustedRecipient[] {
    if (choice.kind === 'nobody') return [];
    if (choice.kind === 'unit') {
      const { _id, intake } = choice.unit;
      return intake ? [serverKeys.trust(_id, intake.recipient, intake.mac)] : [];
    }
    const ofRecovery =
      choice.withRecovery && recovery ? [serverKeys.trust(RECOVERY, recovery.recipient, recovery.mac)] : [];
    return [...choice.handlers.flatMap(trustMember), ...ofRecovery];
  }

  /** A recovery key that took another one's place gets nothing before somebody compared it; see the unit keys. */
  function isRecoveryGiven({ recovery }: OfficeSettings, holdings: readonly KeyHolding[]): boolean {
    return recovery !== undefined && !wasReplaced(serverKeys, recovery.recipient, holdings);
  }

  async function choose(concern: Concern, lane: Lane): Promise<Choice> {
    const [everyUnit, everyPosition, staff, holdings, settings] = await Promise.all([
      units.list(),
      positions.list(),
      members.list(),
      grants.holders(),
      office.settings(),
    ]);
    const present = {
      units: everyUnit,
      positions: everyPosition,
      members: staff,
      holdsKey: (unit: Unit, member: Member) => holdsIntakeKey(serverKeys, unit, member, holdings),
      recoveryPositionIds: isRecoveryGiven(settings, holdings) ? settings.recovery?.positionIds : undefined,
    };
    return chooseReaders(present, concern, lane);
  }

  async function isLaneOpen(lane: Lane): Promise<boolean> {
    const { isSetUp, recovery } = await office.settings();
    const unit = isSetUp && recovery ? handlingUnit(await units.list(), lane) : undefined;
    if (!unit?.intake) return false;
    const [staff, holdings] = await Promise.all([
      members.listOfUnit(unit._id),
      grants.holdingsOfUnit(unit._id),
    ]);
    return staff.some((member) => member.hasSignedIn && holdsIntakeKey(serverKeys, unit, member, holdings));
  }

  async function membersOfAudience(audience: readonly string[]): Promise<Member[]> {
    const ids = (prefix: string) =>
      audience.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
    const [named, ...ofUnits] = await Promise.all([
      members.listByIds(ids('member:')),
      ...ids('unit:').map((unitId) => members.listOfUnit(unitId)),
    ]);
    const found = new Map([...named, ...ofUnits.flat()].map((member) => [member._id, member]));
    return [...found.values()].filter((member) => member.status === 'active' && mayDo(member, 'case:list'));
  }

  return {
    /**
     * Who may read a report about these, now. Nothing ticked: the handling unit. Anything ticked: an allow-list of
     * those not concerned, or the body above, or nobody.
     * @throws {UntrustedRecipient} when a stored recipient has no valid MAC
     */
    async eligibleReaders(concern: Concern, lane: Lane): Promise<Readers> {
      const choice = await choose(concern, lane);
      if (choice.kind === 'nobody') return { kind: 'nobody' };
      const audience =
        choice.kind === 'unit'
          ? [`unit:${choice.unit._id}`]
          : choice.audience.map((member) => `member:${member._id}`);
      const recipients = recipientsOf(choice, await office.settings());
      return { kind: choice.kind, unitId: choice.unit._id, audience, recipients };
    },

    /** Whether a handler has signed in and the recovery key is proven; without a lane, whether that is so for both. */
    async isReportingOpen(lane?: Lane): Promise<boolean> {
      if (lane) return isLaneOpen(lane);
      return (await isLaneOpen('protected')) && (await isLaneOpen('service'));
    },

    /** Active members who see the rows of such cases: handlers and supervisors. */
    membersOfAudience,

    /** Those of the audience who get mail as supervisors. */
    async supervisorsOf(audience: readonly string[]): Promise<Member[]> {
      return (await membersOfAudience(audience)).filter(({ roles }) => roles.includes('supervisor'));
    },

    /** Those of the audience to whom a case may be assigned. */
    async handlersOf(audience: readonly string[]): Promise<Member[]> {
      return (await membersOfAudience(audience)).filter((member) => mayDo(member, 'case:open'));
    },

    memberById: members.find.bind(members),
    audienceOf,
  };
}

export type AccountReaders = ReturnType<typeof createReaders>;
