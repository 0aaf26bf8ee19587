import { asKnown, type KnownMember } from '../../src/accounts/members/former.ts';
import type { Former, Unit } from '../../src/accounts/members/member.ts';
import type { RecoveryKey } from '../../src/accounts/office/office-settings.ts';
import type { Role } from '../../src/accounts/permissions.ts';
import type { Concern, PresentOffice } from '../../src/accounts/readers/concern.ts';
import type { Choice } from '../../src/accounts/readers/readers-choice.ts';

export const TODAY = '2026-11-27';

const name = { id: '', en: '' };
const intake = { keyId: 'k', generation: 1, recipient: 'r', mac: 'm' };

export function unit(_id: string, changed: Partial<Unit> = {}): Unit {
  const lanes = ['protected', 'service'] as const;
  return {
    _id,
    version: 1,
    name,
    level: 'office',
    lanes,
    order: 0,
    intake,
    intakeKeyStale: false,
    ...changed,
  };
}

/** Called as their id unless a name is given. */
export function member(
  _id: string,
  role: Role,
  unitId: string,
  changed: { name?: string; positionIds?: readonly string[]; former?: readonly Former[] } = {},
): KnownMember {
  const whole = {
    _id,
    version: 1,
    name: _id,
    email: `${_id}@kantor.example`,
    roles: [role],
    unitId,
    positionIds: [],
    status: 'active',
    locale: 'id',
    hasSignedIn: true,
    ...changed,
  } as const;
  return asKnown(whole, TODAY);
}

export function position(_id: string, leadership = false, unitId: string | null = null) {
  return { _id, name, unitId, leadership, order: 0 };
}

export function recoveryOf(positionId: string): RecoveryKey {
  const of = { recipient: 'age1pq1recovery', mac: '', holderName: 'Pemegang', provenOn: '2026-11-01' };
  return { ...of, positionIds: [positionId] };
}

/** Two handlers and a supervisor in the office, one handler of the body above. */
export const base: PresentOffice = {
  units: [
    unit('team'),
    unit('finance', { lanes: [], order: 1 }),
    unit('province', { level: 'above', order: 2 }),
  ],
  positions: [
    position('chair', true),
    position('treasurer'),
    position('clerk'),
    position('accountant', false, 'finance'),
  ],
  members: [
    member('ani', 'investigator', 'team', { positionIds: ['clerk'] }),
    member('budi', 'intake_officer', 'team', { positionIds: ['accountant'] }),
    member('citra', 'supervisor', 'team', { positionIds: ['treasurer'] }),
    member('admin', 'administrator', 'team'),
    member('audi', 'auditor', 'team'),
    member('prov', 'investigator', 'province'),
    member('provsup', 'supervisor', 'province'),
  ],
  maySealTo: () => true,
  isLetIn: () => true,
  recovery: recoveryOf('treasurer'),
  isRecoveryCompared: true,
};

export const none: Concern = {
  positionIds: [],
  unitIds: [],
  everyReader: false,
  who: '',
  rest: '',
  isAccusing: true,
};

/** The office's people, one of them under another name. */
export function named(id: string, newName: string): KnownMember[] {
  return base.members.map((each) => (each._id === id ? { ...each, name: newName, names: [newName] } : each));
}

export function inWords(choice: Choice): string {
  if (choice.kind === 'nobody') return 'nobody';
  if (choice.kind === 'unit') return `unit ${choice.unit._id}`;
  const { unit: chosen, audience, handlers, withRecovery } = choice;
  return `${chosen._id}: ${ids(audience)} / ${ids(handlers)}${withRecovery ? ' + recovery' : ''}`;
}

function ids(members: readonly { readonly _id: string }[]): string {
  return members.map(({ _id }) => _id).join(' ');
}
