import type { Place } from '../vault/envelope.ts';

/** Where each sealed thing of a case belongs; the vault binds it there, so nothing can be moved (docs/sealing.md). */
export const places = {
  report: (caseId: string, sequence: number): Place => ({
    ownerId: caseId,
    kind: 'report',
    itemId: caseId,
    sequence,
  }),
  identity: (caseId: string, sequence: number): Place => ({
    ownerId: caseId,
    kind: 'identity',
    itemId: caseId,
    sequence,
  }),
  identityKey: (caseId: string): Place => ({
    ownerId: caseId,
    kind: 'identity-key',
    itemId: caseId,
    sequence: 0,
  }),
  identityReason: (caseId: string, itemId: string): Place => ({
    ownerId: caseId,
    kind: 'identity-reason',
    itemId,
    sequence: 0,
  }),
  holdReason: (caseId: string, itemId: string): Place => ({
    ownerId: caseId,
    kind: 'hold-reason',
    itemId,
    sequence: 0,
  }),
  draftKeys: (caseId: string): Place => ({
    ownerId: caseId,
    kind: 'draft-keys',
    itemId: caseId,
    sequence: 0,
  }),
  sentCode: (caseId: string): Place => ({ ownerId: caseId, kind: 'sent-code', itemId: caseId, sequence: 0 }),
  conversationKey: (caseId: string): Place => ({
    ownerId: caseId,
    kind: 'conversation-key',
    itemId: caseId,
    sequence: 0,
  }),
  message: (caseId: string, itemId: string, sequence: number): Place => ({
    ownerId: caseId,
    kind: 'message',
    itemId,
    sequence,
  }),
  note: (caseId: string, itemId: string, sequence: number): Place => ({
    ownerId: caseId,
    kind: 'note',
    itemId,
    sequence,
  }),
  reason: (caseId: string, itemId: string): Place => ({
    ownerId: caseId,
    kind: 'status-reason',
    itemId,
    sequence: 0,
  }),
  fileName: (caseId: string, itemId: string): Place => ({
    ownerId: caseId,
    kind: 'file-name',
    itemId,
    sequence: 0,
  }),
  /** What is written in a file of a draft, to be compared with a name that was given to be sealed apart. */
  fileText: (caseId: string, itemId: string): Place => ({
    ownerId: caseId,
    kind: 'file-text',
    itemId,
    sequence: 0,
  }),
  file: (caseId: string, itemId: string): Place => ({ ownerId: caseId, kind: 'file', itemId, sequence: 0 }),
};
