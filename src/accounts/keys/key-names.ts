import { derivedId } from '../../storage/ids.ts';
import type { KeyGrant, Unit } from '../members/member.ts';

const PREFIX = 'key-';

/** What an intake key is called: its name is made of its public half, so that a name tells which key it must be. */
export function keyIdOf(recipient: string): string {
  return PREFIX + derivedId('intake-key', recipient);
}

/**
 * Whether a key with this public half is the one that a grant names. The earlier keys of units from before keys had such names
 * cannot be told: they open old cases or nothing.
 */
export function isKeyOf(
  unit: Unit,
  { unitId, keyId }: Pick<KeyGrant, 'unitId' | 'keyId'>,
  recipient: string | undefined,
): boolean {
  if (recipient === undefined || unitId !== unit._id) return false;
  if (keyId === unit.intake?.keyId) return recipient === unit.intake.recipient;
  return !keyId.startsWith(PREFIX) || keyId === keyIdOf(recipient);
}
