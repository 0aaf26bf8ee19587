import type { Day } from '../calendar/day.ts';
import { randomId } from '../storage/ids.ts';
import { sealCaseKeys } from '../vault/case-keys.ts';
import { reportCodeKeys } from '../vault/report-code.ts';
import { sealSecret } from '../vault/sealed-to.ts';
import { unwrapSecret, type WrappingKey, wrapSecret } from '../vault/wrapping.ts';
import { owedAudit, owedNotice } from './acts.ts';
import type { SentDraft } from './case.ts';
import type { Deadlines } from './deadlines.ts';
import type { OpenDraft } from './draft-contents.ts';
import type { SentCase } from './draft-store.ts';
import { places } from './places.ts';
import type { Readers } from './readers.ts';

interface Sending {
  /** The code that is minted for it. */
  readonly code: string;
  /** Of the token of the draft, which shows the code for a day. */
  readonly wrappingKey: WrappingKey;
  readonly on: Day;
  readonly deadlines: Deadlines;
}

/** What a draft becomes when it is sent: its keys sealed to its readers, and a part of them to its code; deadlines; the notice and line it owes. */
export async function sentReport(
  draft: OpenDraft,
  readers: Exclude<Readers, { kind: 'nobody' }>,
  { code, wrappingKey, on, deadlines }: Sending,
): Promise<SentCase> {
  const { caseId: _id, keys } = draft;
  const { lane, category } = draft.answers;
  const codeKeys = reportCodeKeys(code);
  const [sealedKeys, identityKey, conversation, sentCode] = await Promise.all([
    sealCaseKeys(readers.recipients, _id, keys),
    draft.identity && sealSecret(readers.recipients, places.identityKey(_id), bytes(keys.identity)),
    wrapSecret(codeKeys.wrappingKey, places.conversationKey(_id), bytes(keys.conversation)),
    wrapSecret(wrappingKey, places.sentCode(_id), bytes(code)),
  ]);
  const timeline = [{ id: randomId(), on, kind: 'sent' as const, to: 'received' as const }];
  const received = { lane, category, status: 'received' as const, receivedOn: on };
  const deadlineOn = deadlines.next({ ...received, timeline }, on);
  const { audience, auditors } = readers;
  const subject = { _id, lane, audience, ...(auditors && { auditors }) };
  return {
    fields: {
      ...received,
      unitId: readers.unitId,
      audience: readers.audience,
      ...(readers.auditors && { auditors: readers.auditors }),
      dueOn: deadlines.due({ ...received, timeline }),
      ...(deadlineOn && { deadlineOn }),
      keys: sealedKeys,
      ...(identityKey && { identityKey }),
      code: { lookupId: codeKeys.lookupId, conversation },
    },
    timeline,
    sentCode,
    on,
    owed: [
      owedNotice(subject, { event: 'new-report', to: 'supervisors' }, on),
      owedAudit(subject, 'case:received', null, on),
    ],
  };
}

/** The code of a sent report, for whoever has the token of its draft; undefined once its reporter had it forgotten. */
export async function openSentCode(
  wrappingKey: WrappingKey,
  { _id, sentCode }: SentDraft,
): Promise<string | undefined> {
  return (
    sentCode && new TextDecoder().decode(await unwrapSecret(wrappingKey, places.sentCode(_id), sentCode))
  );
}

function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
