import { asContentKey, type ContentKey, newContentKey } from './content.ts';
import type { Envelope, Place } from './envelope.ts';
import { openSecret, sealSecret } from './sealed-to.ts';
import type { TrustedRecipient } from './trusted-recipient.ts';

/** `office` seals the report, its files, notes and reasons; `conversation` what both sides write. */
export interface CaseKeys {
  readonly office: ContentKey;
  readonly conversation: ContentKey;
}

/** Two fresh random keys. */
export function newCaseKeys(): CaseKeys {
  return { office: newContentKey(), conversation: newContentKey() };
}

/** Seals both keys of a case in one age file, as JSON: `{"office":"…","conversation":"…"}`. */
export async function sealCaseKeys(
  recipients: readonly TrustedRecipient[],
  caseId: string,
  keys: CaseKeys,
): Promise<Envelope> {
  const { office, conversation } = keys;
  return await sealSecret(
    recipients,
    placeOf(caseId),
    Buffer.from(JSON.stringify({ office, conversation }), 'utf8'),
  );
}

/** Both keys of a case. @throws as `openSecret`; DamagedEnvelope also when it holds no keys */
export async function openCaseKeys(
  identities: readonly string[],
  caseId: string,
  envelope: Envelope,
): Promise<CaseKeys> {
  return readCaseKeys(await openSecret(identities, placeOf(caseId), envelope));
}

function placeOf(caseId: string): Place {
  return { ownerId: caseId, kind: 'case-keys', itemId: '', sequence: 0 };
}

function readCaseKeys(secret: Uint8Array): CaseKeys {
  const text = Buffer.from(secret).toString('latin1');
  const [, office, conversation] = /^\{"office":"([^"]+)","conversation":"([^"]+)"\}$/.exec(text) ?? [];
  return { office: asContentKey(office ?? ''), conversation: asContentKey(conversation ?? '') };
}
