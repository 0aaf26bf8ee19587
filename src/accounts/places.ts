import type { Place } from '../vault/envelope.ts';

/** Where a member's own identity belongs. */
export function memberIdentityPlace(memberId: string): Place {
  return { ownerId: memberId, kind: 'member-identity', itemId: memberId, sequence: 0 };
}

/** Where the identities of a session belong. */
export function sessionPlace(memberId: string, sessionId: string): Place {
  return { ownerId: memberId, kind: 'session', itemId: sessionId, sequence: 0 };
}

/** Where an intake identity belongs: the same for every holder, so that the recovery holder can seal it on as it is. */
export function intakePlace(key: { unitId: string; keyId: string; generation: number }): Place {
  return { ownerId: key.unitId, kind: 'intake-identity', itemId: key.keyId, sequence: key.generation };
}

/** Where the secret of a member's authenticator app belongs. */
export function totpPlace(memberId: string): Place {
  return { ownerId: memberId, kind: 'member-totp', itemId: memberId, sequence: 0 };
}

/** Where the identity belongs that a personal recovery code opens. */
export function personalRecoveryPlace(memberId: string): Place {
  return { ownerId: memberId, kind: 'member-recovery', itemId: memberId, sequence: 0 };
}
