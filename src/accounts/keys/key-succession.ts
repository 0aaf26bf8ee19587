import type { ServerKeys } from '../../vault/server-keys.ts';
import { type ShownMember, RECOVERY } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { UnitStore } from '../office/unit-store.ts';
import { isHandler } from '../permissions.ts';
import type { GrantRemoval } from './grant-removal.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';
import { isHeld, isHeldByMember, isSealedToFormer } from './key-holding.ts';
import type { KeyRenewal } from './key-renewal.ts';
import { trustedMember } from './member-keys.ts';
import type { Standing, StandingOf } from './standing.ts';

interface Dependencies {
  readonly members: Pick<MemberLists, 'find'>;
  readonly units: UnitStore;
  readonly grants: KeyGrantStore;
  readonly removeGrants: GrantRemoval;
  readonly renewal: KeyRenewal;
  readonly standingOf: StandingOf;
  readonly office: Pick<Office, 'fresh'>;
  readonly serverKeys: ServerKeys;
}

/** When a unit has another intake key: its first, and the next one as soon as somebody holds the present one who shall not any more. */
export function createKeySuccession(dependencies: Dependencies) {
  const { members, units, grants, removeGrants, renewal, standingOf, office, serverKeys } = dependencies;

  /** Takes all keys from a member who left, was reset or changed unit; their unit goes on with a key that they never had. */
  async function revoke(member: ShownMember): Promise<void> {
    const given = await grants.listOfHolder(member._id);
    const unitIds = new Set(given.map((grant) => grant.unitId));
    for (const unitId of unitIds) await units.markStale(unitId);
    await removeGrants({ holder: member._id });
    for (const unitId of unitIds) await renewal.handOn(unitId);
  }

  /** Takes the keys that a crash left with somebody who was ended, reset or moved in that moment. */
  async function finishRevocations(): Promise<void> {
    const given = (await grants.holders()).filter(({ holder }) => holder !== RECOVERY);
    for (const holding of given) {
      const member = await members.find(holding.holder);
      if (member && !mayKeep(member, holding)) await revoke(member);
    }
  }

  /**
   * Marks the units whose present key was sealed to a recovery key that is not in use any more: who held that may have kept a copy. It is
   * read from the grants, so that no crash after the replacement leaves the key with them.
   */
  async function markSealedToFormerRecovery(): Promise<void> {
    const { recovery } = await office.fresh();
    const given = await grants.holders();
    for (const unit of await units.list())
      if (!unit.intakeKeyStale && isSealedToFormer(unit, given, recovery)) await units.markStale(unit._id);
  }

  async function renewStale(): Promise<void> {
    for (const { _id, intakeKeyStale } of await units.list()) if (intakeKeyStale) await renewal.handOn(_id);
  }

  /** After the recovery key was replaced: makes a new key for every unit whose present one was sealed to the former. */
  async function renewAfterReplacement(): Promise<void> {
    await markSealedToFormerRecovery();
    await renewStale();
  }

  return {
    /**
     * The very first handler of a unit makes its intake key; later ones are given it by somebody who has it. Where nobody has it
     * any more, neither a member nor the recovery key in use, the next one makes another, which has to be confirmed anew.
     * @returns where the member stands afterwards
     */
    async makeFirst(standing: Standing): Promise<Standing> {
      const { member, unit, holdings } = standing;
      const recipient = isHandler(member) ? trustedMember(serverKeys, member) : undefined;
      if (!unit || !recipient || isHeldByMember(serverKeys, unit, holdings)) return standing;
      const { recovery } = await office.fresh();
      if (isHeld(serverKeys, unit, holdings, recovery)) return standing;
      await renewal.begin(unit, recipient, member);
      return standingOf(member); // the key is new
    },

    revoke,

    renewAfterReplacement,

    /** Finishes what crashes and races cut off. */
    async sweep(): Promise<void> {
      await finishRevocations();
      await renewAfterReplacement();
    },
  };
}

/** Whether a member is still somebody to whom this grant could have been given. */
function mayKeep(member: ShownMember, { unitId, recipient }: KeyHolding): boolean {
  const isHandlerThere = isHandler(member) && member.unitId === unitId;
  return member.status === 'active' && isHandlerThere && member.keyPair?.recipient === recipient;
}
