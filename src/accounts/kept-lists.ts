import type { Database } from '../storage/database.ts';
import { createKeptRead } from '../storage/kept-read.ts';
import type { KeyGrantStore } from './keys/key-grant-store.ts';
import type { ShownMember } from './members/member.ts';
import type { MemberLists } from './members/member-store.ts';
import type { PositionStore } from './office/position-store.ts';
import type { UnitStore } from './office/unit-store.ts';

/** The stores of which readers are made. */
export interface AccountLists {
  readonly members: MemberLists;
  readonly units: UnitStore;
  readonly positions: PositionStore;
  readonly grants: KeyGrantStore;
}

/**
 * The same stores with their lists kept for two seconds (see {@link createKeptRead}): for showing whether reporting is open,
 * whom a report may be about, who would read it and, when one is opened, whom it came to concern. What a report is sealed to is read anew.
 */
export function createKeptLists(
  database: Database,
  { members, units, positions, grants }: AccountLists,
): AccountLists {
  const keptMembers = createKeptRead({
    database,
    collection: 'members',
    read: async () => (await members.list()).map((member) => shown(member)),
  });
  const keptUnits = createKeptRead({ database, collection: 'units', read: async () => units.list() });
  const keptPositions = createKeptRead({
    database,
    collection: 'positions',
    read: async () => positions.list(),
  });
  const keptHolders = createKeptRead({
    database,
    collection: 'keyGrants',
    read: async () => grants.holders(),
  });
  return {
    members: {
      ...members,
      list: keptMembers,
      listOfUnit: async (id) => (await keptMembers()).filter(({ unitId }) => unitId === id),
    },
    units: {
      ...units,
      list: keptUnits,
      find: async (id) => (await keptUnits()).find(({ _id }) => _id === id),
    },
    positions: { ...positions, list: keptPositions },
    grants: {
      ...grants,
      holders: keptHolders,
      holdingsOfUnit: async (id) => (await keptHolders()).filter(({ unitId }) => unitId === id),
    },
  };
}

/** What is kept in memory holds nothing that a password could be guessed against, nor a second factor. */
function shown(member: ShownMember): ShownMember {
  const { former, keyPair, vouching, heldKeyOf, awaitsLook } = member;
  return {
    _id: member._id,
    version: member.version,
    name: member.name,
    email: member.email,
    roles: member.roles,
    unitId: member.unitId,
    positionIds: member.positionIds,
    status: member.status,
    locale: member.locale,
    hasSignedIn: member.hasSignedIn,
    ...(former && { former }),
    ...(keyPair && { keyPair: { recipient: keyPair.recipient, mac: keyPair.mac } }),
    ...(vouching && { vouching }),
    ...(heldKeyOf !== undefined && { heldKeyOf }),
    ...(awaitsLook && { awaitsLook }),
  };
}
