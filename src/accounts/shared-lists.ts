import { createSharedRead } from '../storage/shared-read.ts';
import type { AccountLists } from './kept-lists.ts';

/**
 * The same stores with lists that those share who ask at the same time (see {@link createSharedRead}), never older than
 * the question: for what must be decided on the newest state, such as to whom a report is sealed.
 */
export function createSharedLists({ members, units, positions, grants }: AccountLists): AccountLists {
  return {
    members: { ...members, list: createSharedRead(async () => members.list()) },
    units: { ...units, list: createSharedRead(async () => units.list()) },
    positions: { ...positions, list: createSharedRead(async () => positions.list()) },
    grants: { ...grants, holders: createSharedRead(async () => grants.holders()) },
  };
}
