import type { Owed } from '../storage/owed.ts';
import { collection, envelopeOf, envelopeSchema, owedSchema, textId } from '../storage/schema.ts';
import type { Envelope } from '../vault/envelope.ts';
import type { Case } from './case.ts';
import type { Category, Lane, Status } from './case-terms.ts';

/** A case as the database keeps it, a draft or a sent report. */
export interface CaseDocument extends Omit<
  Case,
  'lane' | 'category' | 'status' | 'unitId' | 'audience' | 'receivedOn' | 'dueOn'
> {
  state: 'draft' | 'sent';
  lane?: Lane;
  category?: Category;
  status?: Status;
  unitId?: string;
  audience?: string[];
  receivedOn?: string;
  dueOn?: string;
  draft?: {
    lookupId: string;
    keys?: Envelope;
    sentCode?: Envelope;
    on: string;
    isLarge?: boolean;
    /** Until its first file begins, so that the files of most reports are never asked for. */
    isWithoutFiles?: true;
    /** For how many rounds of marking nobody used it; absent while there is plenty of room. It tells no time. */
    idle?: number;
  };
  purge?: boolean;
  /** Its retention is over: nothing of it stays but lines of the audit log. */
  expired?: boolean;
  /** Since when nothing is left of an expired case but this document. */
  emptiedOn?: string;
  owed: Owed[];
}

/** The index by which a case is looked up for somebody. */
export const OF_AUDIENCE = { audience: 1, _id: 1 } as const;
/** The indexes of what somebody works on, of what has a message that nobody read, and of what has a request for its identity. */
export const OF_ASSIGNEE = { audience: 1, assigneeId: 1, deadlineOn: 1, _id: 1 } as const;
export const OF_UNREAD = { audience: 1, unread: 1, deadlineOn: 1, _id: 1 } as const;
export const OF_REQUEST = { audience: 1, 'identityRequest.decision': 1, deadlineOn: 1, _id: 1 } as const;

/** The cases that somebody with these audiences may know of: they ask for no other (invariant 5). */
export function knownTo(audience: readonly string[]): { readonly audience: { readonly $in: string[] } } {
  return { audience: { $in: [...audience] } };
}

const text = { type: String };

/** The model of the collection `cases`, which holds drafts and sent reports. */
export const caseCollection = collection<CaseDocument>(
  'cases',
  {
    _id: textId,
    version: { type: Number, default: 0 },
    state: { type: String, required: true },
    lane: text,
    category: text,
    status: text,
    unitId: text,
    audience: { type: [String], default: undefined },
    auditors: { type: [String], default: undefined },
    awaitsSealing: Boolean,
    declared: { type: [String], default: undefined },
    receivedOn: text,
    deadlineOn: text,
    dueOn: text,
    waitsAfter: Number,
    assigneeId: text,
    purgeOn: text,
    hold: { type: { id: text, memberId: text, on: text, reason: envelopeSchema }, _id: false },
    spam: { type: { memberId: text, on: text, lastSequence: Number, confirmedOn: text }, _id: false },
    withdrawal: { type: { askedOn: text, dueOn: text, isReadable: Boolean }, _id: false },
    firstAnswered: Boolean,
    unread: Boolean,
    verified: { type: { month: String, after: Number }, _id: false },
    ended: { type: { month: String, after: Number, kind: String }, _id: false },
    keys: envelopeSchema,
    report: envelopeSchema,
    reportSequence: { type: Number, required: true },
    identityKey: envelopeSchema,
    identity: envelopeSchema,
    identityRequest: {
      type: {
        id: text,
        memberId: text,
        on: text,
        reason: envelopeSchema,
        decision: text,
        decidedBy: text,
        decidedOn: text,
      },
      _id: false,
    },
    code: { type: { lookupId: String, conversation: envelopeSchema }, _id: false },
    draft: {
      type: {
        lookupId: String,
        keys: envelopeSchema,
        sentCode: envelopeSchema,
        on: String,
        isLarge: Boolean,
        isWithoutFiles: Boolean,
        idle: Number,
      },
      _id: false,
    },
    timeline: [
      {
        _id: false,
        id: text,
        on: text,
        kind: text,
        from: text,
        to: text,
        memberId: text,
        reason: envelopeSchema,
      },
    ],
    purge: Boolean,
    expired: Boolean,
    emptiedOn: text,
    owed: [owedSchema],
  },
  [
    [{ 'draft.lookupId': 1 }, { unique: true, sparse: true }],
    [{ 'code.lookupId': 1 }, { unique: true, sparse: true }],
    [OF_AUDIENCE],
    [{ audience: 1, deadlineOn: 1, _id: 1 }],
    [{ audience: 1, receivedOn: 1, _id: 1 }],
    [{ audience: 1, status: 1, receivedOn: 1, _id: 1 }],
    [{ audience: 1, category: 1, receivedOn: 1, _id: 1 }],
    [{ audience: 1, status: 1, category: 1, receivedOn: 1, _id: 1 }],
    [{ audience: 1, status: 1, deadlineOn: 1, _id: 1 }],
    [{ audience: 1, status: 1, category: 1, deadlineOn: 1, _id: 1 }],
    [{ audience: 1, category: 1, deadlineOn: 1, _id: 1 }],
    [OF_ASSIGNEE],
    [{ audience: 1, assigneeId: 1, receivedOn: 1, _id: 1 }],
    [OF_UNREAD, { partialFilterExpression: { unread: true } }],
    [OF_REQUEST, { partialFilterExpression: { 'identityRequest.id': { $exists: true } } }],
    [
      { audience: 1, 'verified.month': 1, 'verified.after': 1 },
      { partialFilterExpression: { 'verified.month': { $exists: true } } },
    ],
    [
      { audience: 1, 'ended.month': 1, 'ended.kind': 1, 'ended.after': 1 },
      { partialFilterExpression: { 'ended.month': { $exists: true } } },
    ],
    [
      { audience: 1, 'ended.month': 1, 'ended.after': 1 },
      { partialFilterExpression: { 'ended.month': { $exists: true } } },
    ],
    [{ state: 1, 'draft.on': 1 }],
    [{ purge: 1 }, { sparse: true }],
    [{ purgeOn: 1, _id: 1 }, { sparse: true }],
    [{ 'withdrawal.dueOn': 1, _id: 1 }, { sparse: true }],
    [{ emptiedOn: 1 }, { sparse: true }],
    [{ 'owed.kind': 1, _id: 1 }],
  ],
);

function codeOf({ lookupId, conversation }: NonNullable<Case['code']>): NonNullable<Case['code']> {
  return conversation ? { lookupId, conversation: envelopeOf(conversation) } : { lookupId };
}

/** A lean document of a sent case as the domain's plain object, its envelopes unpacked. */
export function sentCase(found: CaseDocument): Case | undefined {
  const { lane, category, status, unitId, audience, receivedOn, dueOn } = found;
  if (
    found.state !== 'sent' ||
    !lane ||
    !category ||
    !status ||
    !unitId ||
    !audience ||
    !receivedOn ||
    !dueOn
  )
    return undefined;
  const {
    state: _state,
    draft: _draft,
    purge: _purge,
    expired: _expired,
    emptiedOn: _emptiedOn,
    owed: _owed,
    ...rest
  } = found;
  return {
    ...rest,
    lane,
    category,
    status,
    unitId,
    audience,
    receivedOn,
    dueOn,
    ...(rest.keys && { keys: envelopeOf(rest.keys) }),
    ...(rest.report && { report: envelopeOf(rest.report) }),
    ...(rest.identity && { identity: envelopeOf(rest.identity) }),
    ...(rest.hold && { hold: { ...rest.hold, reason: envelopeOf(rest.hold.reason) } }),
    ...(rest.identityKey && { identityKey: envelopeOf(rest.identityKey) }),
    ...(rest.identityRequest && {
      identityRequest: { ...rest.identityRequest, reason: envelopeOf(rest.identityRequest.reason) },
    }),
    ...(rest.code && { code: codeOf(rest.code) }),
    timeline: rest.timeline.map((entry) => ({
      ...entry,
      ...(entry.reason && { reason: envelopeOf(entry.reason) }),
    })),
  };
}
