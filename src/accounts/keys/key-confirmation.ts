import type { Lane } from '../../cases/case-terms.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import type { KeyConfirmation, ShownMember, Unit } from '../members/member.ts';
import { isHandler, mayDo } from '../permissions.ts';

/** `none`: nobody has vouched for the unit's present key yet. */
export type Confirmed = KeyConfirmation['kind'] | 'none';

type Claim = Omit<KeyConfirmation, 'mac'>;

const PURPOSE = 'key-confirmation';

function vouched(unitId: string, { kind, keyId, by, on }: Claim): string {
  return JSON.stringify([unitId, kind, keyId, by, on]);
}

/** That somebody vouches for a unit's present key, to be kept with the unit. */
export function newConfirmation(serverKeys: ServerKeys, unitId: string, claim: Claim): KeyConfirmation {
  return { ...claim, mac: serverKeys.mac(PURPOSE, vouched(unitId, claim)) };
}

/** Whether somebody vouched for the key that the unit has now. */
export function confirmationOf(serverKeys: ServerKeys, { _id, intake, confirmation }: Unit): Confirmed {
  if (!intake || confirmation?.keyId !== intake.keyId) return 'none';
  const isOurs = serverKeys.isMac(PURPOSE, vouched(_id, confirmation), confirmation.mac);
  return isOurs ? confirmation.kind : 'none';
}

/** The same for the key that a holder of the present one puts in its place: who vouched for the first vouches for its heir. */
export function inheritedConfirmation(
  serverKeys: ServerKeys,
  unit: Unit,
  keyId: string,
): KeyConfirmation | undefined {
  const { confirmation } = unit;
  if (!confirmation || confirmationOf(serverKeys, unit) === 'none') return undefined;
  const { kind, by, on } = confirmation;
  return newConfirmation(serverKeys, unit._id, { kind, keyId, by, on });
}

/**
 * Whether the unit's present key may be taken for one of its real people. Of a body above it has to be confirmed; of a unit of the
 * office it need not be before its first reports, but has to be where it took the place of one that nobody held any more.
 */
export function isKeyReal(serverKeys: ServerKeys, unit: Unit): boolean {
  const confirmed = confirmationOf(serverKeys, unit);
  if (unit.level === 'above') return confirmed === 'confirmed';
  return confirmed !== 'none' || !unit.intake?.replacesLost;
}

/**
 * Whether reports of a lane may be sealed to the unit. Threat: an administrator invents the first handler of a unit, who then makes
 * its key. So nothing goes to a body above before somebody of the office confirmed its key, and nothing of the protected lane to
 * a unit of the office before somebody else did, or its handler stood in for it where there is nobody else. Nothing at all goes
 * to a key that lets nobody in.
 */
export function maySealTo(serverKeys: ServerKeys, unit: Unit, lane: Lane): boolean {
  return isKeyReal(serverKeys, unit) && (lane === 'service' || confirmationOf(serverKeys, unit) !== 'none');
}

/** Whether a member may confirm the unit's key: anybody but administrators and those who handle its cases. */
export function mayConfirm(member: ShownMember, unit: Unit): boolean {
  const isOwn = isHandler(member) && member.unitId === unit._id;
  return member.status !== 'ended' && mayDo(member, 'key:confirm') && !isOwn;
}
