import type { Known, KnownMember } from '../members/former.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import { mayBeOneName } from './named-members.ts';

/** Whoever holds the recovery key, as a report may mean them, whether they are a member or not. */
export interface RecoveryHolder extends Known {
  /** The members who may be the holder: the settings know a name, not an account. */
  readonly members: readonly KnownMember[];
  /** The holder by what the settings say alone; whatever a report says of them it says of each of these members. */
  readonly asInSettings: Known;
}

export function holderOf(
  { holderName, positionIds }: RecoveryKey,
  members: readonly KnownMember[],
): RecoveryHolder {
  const same = members.filter(({ names }) => names.some((name) => mayBeOneName(name, holderName)));
  return {
    names: [holderName, ...same.flatMap(({ names }) => names)],
    unitIds: same.flatMap(({ unitIds }) => unitIds),
    positionIds: [...positionIds, ...same.flatMap((member) => member.positionIds)],
    members: same,
    asInSettings: { names: [holderName], unitIds: [], positionIds },
  };
}
