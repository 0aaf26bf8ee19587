import { createHmac } from 'node:crypto';
import type { Day } from '../calendar/day.ts';
import { VersionConflict } from '../errors.ts';
import type { Owed } from '../storage/owed.ts';
import { type ContentKey, openContent, sealContent } from '../vault/content.ts';
import type { Place } from '../vault/envelope.ts';
import { VaultError } from '../vault/errors.ts';
import type { MessageStore, StoredMessage } from './message-store.ts';

/** Longest message or note, in UTF-16 code units. */
export const LONGEST_MESSAGE = 20_000;

/** How often a place in the conversation is looked for when others write at the same moment. */
const TRIES = 50;

/** A message that was opened. */
export interface Message extends Pick<StoredMessage, '_id' | 'from' | 'memberId' | 'on' | 'fileIds'> {
  readonly text: string;
}

/** A message that is damaged in the database, and what is wrong with it. */
export interface DamagedMessage extends Omit<Message, 'text'> {
  readonly problem: string;
}

/** What somebody wrote; `formId` is the one-use id of its form, so that a second click has no second effect. */
export interface Written {
  readonly formId: string;
  readonly text: string;
}

/** A message or note to send. */
interface NewMessage extends Written {
  readonly caseId: string;
  readonly from: StoredMessage['from'];
  readonly memberId?: string;
  readonly fileIds: readonly string[];
  readonly owed: readonly Owed[];
}

/** Both keys as far as the reader holds them: a reporter has only the conversation's, and sees no note. */
interface ConversationKeys {
  readonly conversation: ContentKey;
  readonly office?: ContentKey;
}

/** Messages both ways and the office's notes: sealed, in order, each written once with what it owes. */
export function createConversationService({ messages, today }: { messages: MessageStore; today: () => Day }) {
  return {
    /** Whether a form's message was sent with this text, under this key. */
    wasSent: (key: ContentKey, typed: Written): Promise<boolean> => messages.wasSent(messageIdOf(key, typed)),

    /**
     * Sends a message under the key of its kind.
     * @returns whether this call sent it; false when the same form did before, with the same text
     * @throws {VersionConflict} when others kept writing at the same moment
     */
    async send(key: ContentKey, message: NewMessage): Promise<boolean> {
      const { formId, text, owed, ...rest } = message;
      const _id = messageIdOf(key, { formId, text });
      for (let tries = 0; tries < TRIES; tries += 1) {
        const sequence = (await messages.lastSequence(message.caseId)) + 1;
        const place = placeOf({ _id, caseId: message.caseId, from: message.from, sequence });
        const body = await sealContent(key, place, new TextEncoder().encode(text));
        const outcome = await messages.insert({ ...rest, _id, sequence, on: today(), body }, owed);
        if (outcome !== 'sequence-taken') return outcome === 'written';
      }
      throw new VersionConflict('others kept writing to this conversation at the same moment');
    },

    /** The messages that these keys open, in order; notes only for who holds the office key. */
    async read(caseId: string, keys: ConversationKeys): Promise<Message[]> {
      const stored = await messages.listOf(caseId);
      const opened = await Promise.all(stored.map((message) => openMessage(message, keys)));
      return opened.filter((message) => message !== undefined);
    },

    /** The same, with what is damaged in its place: it keeps no other from being read. */
    async readEach(caseId: string, keys: ConversationKeys): Promise<(Message | DamagedMessage)[]> {
      const stored = await messages.listOf(caseId);
      const opened = await Promise.all(
        stored.map(async (message) =>
          openMessage(message, keys).catch((error: unknown) => damagedMessage(message, error)),
        ),
      );
      return opened.filter((message) => message !== undefined);
    },

    carriedOf: (fileIds: readonly string[]): Promise<string[]> => messages.carriedOf(fileIds),

    /** Removes what owes no audit line and no notice any more. @returns whether nothing is left */
    removeSettledOf: (caseId: string): Promise<boolean> => messages.removeSettledOf(caseId),
  };
}

export type ConversationService = ReturnType<typeof createConversationService>;

async function openMessage(stored: StoredMessage, keys: ConversationKeys): Promise<Message | undefined> {
  const key = stored.from === 'note' ? keys.office : keys.conversation;
  if (!key) return undefined;
  const text = new TextDecoder().decode(await openContent(key, placeOf(stored), stored.body));
  return { ...outsideOf(stored), text };
}

function damagedMessage(stored: StoredMessage, error: unknown): DamagedMessage {
  if (error instanceof VaultError) return { ...outsideOf(stored), problem: error.message };
  throw error;
}

/** What of a message is not sealed. */
function outsideOf({ _id, from, memberId, on, fileIds }: StoredMessage): Omit<Message, 'text'> {
  return { _id, from, on, fileIds, ...(memberId && { memberId }) };
}

function placeOf(message: Pick<StoredMessage, '_id' | 'caseId' | 'from' | 'sequence'>): Place {
  const kind = message.from === 'note' ? 'note' : 'message';
  return { ownerId: message.caseId, kind, itemId: message._id, sequence: message.sequence };
}

/**
 * Bound to the key, so that a form id of somebody else's conversation cannot be taken, and an answer and a note of one form are two; and
 * to the text: whoever goes back, adds a sentence and sends again has something else to say. By the key too, nobody who reads the database
 * finds the text by guessing it.
 */
function messageIdOf(key: ContentKey, { formId, text }: Written): string {
  return createHmac('sha256', key).update(['message-id', formId, text].join('\n')).digest('hex').slice(0, 32);
}
