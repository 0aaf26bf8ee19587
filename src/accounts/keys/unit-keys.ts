import type { ServerKeys } from '../../vault/server-keys.ts';
import type { MemberLists, MemberStore } from '../members/member-store.ts';
import type { ShownMember } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import type { UnitStore } from '../office/unit-store.ts';
import type { GrantRemoval } from './grant-removal.ts';
import { createKeyGiving } from './key-giving.ts';
import type { KeyGrantStore } from './key-grant-store.ts';
import { createKeyHanding } from './key-handing.ts';
import { createKeyHolders } from './key-holders.ts';
import { createKeyRenewal } from './key-renewal.ts';
import { createKeySuccession } from './key-succession.ts';
import { createGivenKeys } from './given-keys.ts';
import { createRecoveryShare } from './recovery-share.ts';
import type { StandingOf } from './standing.ts';
import { createUnitAccess } from './unit-access.ts';

interface Dependencies {
  readonly members: MemberLists & Pick<MemberStore, 'update'>;
  readonly units: UnitStore;
  readonly grants: KeyGrantStore;
  readonly removeGrants: GrantRemoval;
  readonly standingOf: StandingOf;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** The intake keys of the units: made and renewed, opened by sessions, handed from one person to another, and who holds them. */
export function createUnitKeys(dependencies: Dependencies) {
  const { grants, standingOf } = dependencies;
  const giving = createKeyGiving(dependencies);
  const recoveryShare = createRecoveryShare({ ...dependencies, giving });
  const holders = createKeyHolders(dependencies);
  const renewal = createKeyRenewal({ ...dependencies, giving, recoveryShare });
  const parts = { ...dependencies, giving, recoveryShare, holders, renewal };

  return {
    ...createKeySuccession(parts),
    ...createGivenKeys(parts),
    ...createKeyHanding(parts),

    holdersOf: holders.of,
    holdersAmong: holders.among,
    stateAt: holders.stateAt,

    /** Whether somebody who held it gave the member the present key of their unit. */
    async isHeldBy(member: ShownMember): Promise<boolean> {
      return holders.stateAt(await standingOf(member)) === 'holds';
    },

    /** Who holds which keys of all units. */
    holdings: grants.holders.bind(grants),

    /** Who waits for the unit's present key, who holds it and who gave it. */
    accessTo: createUnitAccess(parts),

    awaitedRecovery: recoveryShare.awaited,
    sealedToRecovery: recoveryShare.keysOf,
    awaitComparison: recoveryShare.awaitComparison,
  };
}

export type UnitKeys = ReturnType<typeof createUnitKeys>;
