import { asContentKey, type ContentKey, newContentKey } from './content.ts';
import type { Envelope, Place } from './envelope.ts';
import { RECOVERY } from './recovery.ts';
import { openSecret, sealSecret } from './sealed-to.ts';
import type { TrustedRecipient } from './trusted-recipient.ts';

/** `office` seals the report, its files, notes and reasons; `conversation` what both sides write. */
export interface CaseKeys {
  readonly office: ContentKey;
  readonly conversation: ContentKey;
}

/** The keys as an envelope holds them. */
export interface OpenedCaseKeys extends CaseKeys {
  /**
   * Whether they are sealed to the recovery key of an office too; not told by envelopes of before 2026-11-28. Threat: that a case is kept
   * from it tells whom the case is about; so only who opens it learns that.
   */
  readonly withRecovery?: boolean;
}

/** Two fresh random keys. */
export function newCaseKeys(): CaseKeys {
  return { office: newContentKey(), conversation: newContentKey() };
}

/** Seals both keys of a case in one age file, as JSON: `{"office":"…","conversation":"…","recovery":…}`. */
export async function sealCaseKeys(
  recipients: readonly TrustedRecipient[],
  caseId: string,
  keys: CaseKeys,
): Promise<Envelope> {
  const { office, conversation } = keys;
  const recovery = recipients.some(({ ownerId }) => ownerId === RECOVERY);
  return await sealSecret(
    recipients,
    placeOf(caseId),
    Buffer.from(JSON.stringify({ office, conversation, recovery }), 'utf8'),
  );
}

/** Both keys of a case. @throws as `openSecret`; DamagedEnvelope also when it holds no keys */
export async function openCaseKeys(
  identities: readonly string[],
  caseId: string,
  envelope: Envelope,
): Promise<OpenedCaseKeys> {
  return readCaseKeys(await openSecret(identities, placeOf(caseId), envelope));
}

function placeOf(caseId: string): Place {
  return { ownerId: caseId, kind: 'case-keys', itemId: '', sequence: 0 };
}

const WRITTEN = /^\{"office":"([^"]+)","conversation":"([^"]+)"(?:,"recovery":(true|false))?\}$/;

function readCaseKeys(secret: Uint8Array): OpenedCaseKeys {
  const text = Buffer.from(secret).toString('latin1');
  const [, office, conversation, recovery] = WRITTEN.exec(text) ?? [];
  return {
    office: asContentKey(office ?? ''),
    conversation: asContentKey(conversation ?? ''),
    ...(recovery !== undefined && { withRecovery: recovery === 'true' }),
  };
}
