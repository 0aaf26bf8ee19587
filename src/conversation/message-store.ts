import type { Database } from '../storage/database.ts';
import { unlessTaken } from '../storage/database.ts';
import type { Owed } from '../storage/owed.ts';
import { collection, envelopeOf, envelopeSchema, owedSchema, textId } from '../storage/schema.ts';
import type { Envelope } from '../vault/envelope.ts';

/** One message of a case, or an internal note of the office; its body is sealed. */
export interface StoredMessage {
  readonly _id: string;
  readonly caseId: string;
  /** Order within the case, from 1. */
  readonly sequence: number;
  readonly from: 'reporter' | 'office' | 'note';
  readonly memberId?: string;
  readonly on: string;
  readonly body: Envelope;
  readonly fileIds: readonly string[];
}

interface MessageDocument extends StoredMessage {
  readonly owed: Owed[];
}

/** What became of an insert: written, sent before with the same form, or its place taken by another message. */
type InsertOutcome = 'written' | 'sent-before' | 'sequence-taken';

const messagesIn = collection<MessageDocument>(
  'messages',
  {
    _id: textId,
    caseId: { type: String, required: true },
    sequence: { type: Number, required: true },
    from: { type: String, required: true },
    memberId: String,
    on: { type: String, required: true },
    body: envelopeSchema,
    fileIds: [String],
    owed: [owedSchema],
  },
  [[{ caseId: 1, sequence: 1 }, { unique: true }], [{ 'owed.kind': 1, _id: 1 }], [{ fileIds: 1 }]],
);

/** The collection `messages`: each message is a document of its own and owes its own notice and audit line. */
export function createMessageStore(database: Database) {
  const messages = messagesIn(database);

  return {
    /** Writes a message with what it owes, unless its id or its place in the case is taken. */
    async insert(message: StoredMessage, owed: readonly Owed[]): Promise<InsertOutcome> {
      const document = { ...message, fileIds: [...message.fileIds], owed: [...owed] };
      if (await unlessTaken(async () => messages.create(document))) return 'written';
      return (await messages.exists({ _id: message._id })) ? 'sent-before' : 'sequence-taken';
    },

    /** The highest sequence of a case, 0 when it has no message. */
    async lastSequence(caseId: string): Promise<number> {
      const last = await messages.findOne({ caseId }, { sequence: 1 }).sort({ sequence: -1 }).lean();
      return last?.sequence ?? 0;
    },

    /** Whether the reporter of a case wrote after a place in it. */
    async reporterWroteAfter(caseId: string, sequence: number): Promise<boolean> {
      return (await messages.exists({ caseId, sequence: { $gt: sequence }, from: 'reporter' })) !== null;
    },

    async listOf(caseId: string): Promise<StoredMessage[]> {
      const found = await messages.find({ caseId }, { owed: 0 }).sort({ sequence: 1 }).lean();
      return found.map((message) => ({ ...message, body: envelopeOf(message.body) }));
    },

    async wasSent(id: string): Promise<boolean> {
      return (await messages.exists({ _id: id })) !== null;
    },

    /** Those of these files that a message carries. */
    async carriedOf(fileIds: readonly string[]): Promise<string[]> {
      const found = await messages.find({ fileIds: { $in: [...fileIds] } }, { fileIds: 1 }).lean();
      const carried = new Set(found.flatMap((message) => message.fileIds));
      return fileIds.filter((id) => carried.has(id));
    },

    /** Whether a message carries this file; for sweeping. */
    async carries(fileId: string): Promise<boolean> {
      return (await messages.exists({ fileIds: fileId })) !== null;
    },

    /** Removes the messages of a case that owe nothing any more. @returns whether none is left */
    async removeSettledOf(caseId: string): Promise<boolean> {
      await messages.deleteMany({ caseId, owed: { $size: 0 } });
      return (await messages.exists({ caseId })) === null;
    },

    /** For the outbox alone. */
    model: messages,
  };
}

export type MessageStore = ReturnType<typeof createMessageStore>;
