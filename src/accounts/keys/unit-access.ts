import type { ServerKeys } from '../../vault/server-keys.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';
import type { KeyHolders } from './key-holders.ts';
import { holdingOfRecovery, holdsIntakeKey } from './key-holding.ts';
import type { RecoveryShare } from './recovery-share.ts';

/** Who may open a unit's cases, and who waits to. */
export interface UnitAccess {
  /** All members of the unit. */
  readonly staff: readonly ShownMember[];
  readonly pending: readonly ShownMember[];
  /** A recovery key that nobody of the unit compared yet: it waits as members do. */
  readonly awaitedRecovery: RecoveryKey | undefined;
  readonly grants: readonly KeyHolding[];
  /** Ids of members → names, of everybody: who gave access may have moved since. */
  readonly names: ReadonlyMap<string, string>;
}

interface Dependencies {
  readonly members: Pick<MemberLists, 'list'>;
  readonly grants: Pick<KeyGrantStore, 'holdingsOfUnit'>;
  readonly holders: Pick<KeyHolders, 'among'>;
  readonly recoveryShare: Pick<RecoveryShare, 'awaitedAmong'>;
  readonly office: Pick<Office, 'settings'>;
  readonly serverKeys: ServerKeys;
}

/** Reads who waits for a unit's present key, who holds it and who gave it. */
export function createUnitAccess(dependencies: Dependencies) {
  const { members, grants, holders, recoveryShare, office, serverKeys } = dependencies;
  return async function accessTo(unit: Unit): Promise<UnitAccess> {
    const [everybody, given, { recovery }] = await Promise.all([
      members.list(),
      grants.holdingsOfUnit(unit._id),
      office.settings(),
    ]);
    const isValid = (grant: KeyHolding) =>
      holdingOfRecovery(serverKeys, recovery, [grant]) !== undefined ||
      everybody.some((member) => holdsIntakeKey(serverKeys, unit, member, [grant]));
    return {
      staff: everybody.filter(({ unitId }) => unitId === unit._id),
      pending: holders.among(unit, everybody, given).pending,
      awaitedRecovery: await recoveryShare.awaitedAmong(unit, given),
      grants: given.filter((grant) => grant.keyId === unit.intake?.keyId && isValid(grant)),
      names: new Map(everybody.map(({ _id, name }) => [_id, name])),
    };
  };
}
