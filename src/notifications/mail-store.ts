import type { Head } from '../audit/audit-hashes.ts';
import { isOnlyDuplicates, type Database } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';
import type { Letter } from './letter.ts';
import type { MailProblem } from './mail-problem.ts';

/**
 * A mail that is owed to a member. It says nothing of the case, nor who the member is, unless it is a letter; `notBefore` is the hour of
 * a batch, so that no time here tells when a report came in.
 */
export interface Mail {
  /** A MAC of what it is about and the member (`mail-names.ts`), so that making it twice makes it once. */
  readonly _id: string;
  /** A MAC of the mail and the member: only who has the server secret can tell who it is. */
  readonly addressee: string;
  readonly messageId: string;
  /** The office's day of the event. */
  readonly on: string;
  /** The `Date` of the message, the same in every attempt. */
  readonly date: Date;
  readonly state: 'waiting' | 'delivered';
  readonly notBefore: Date;
  /** The head of the audit chain that the mail is about; absent from one that only says that there is something to read. */
  readonly head?: Head;
  /** Set where it says that the audit chain was found broken. */
  readonly isOfFault?: boolean;
  /** What it says where it is about an account; once it has left, address and names are gone. */
  readonly letter?: Letter;
  /** How often a mail server refused or did not answer. */
  readonly failures: number;
  /** Why it was not taken the last time; absent from one that was not tried or has left. */
  readonly problem?: MailProblem;
}

/** A mail of before 2026-11-27: its `_id` is `<key>.<memberId>`, and stands in its Message-ID. */
interface NamingMail extends Omit<Mail, 'addressee'> {
  readonly memberId: string;
}

/** A mail that still waits. */
export type WaitingMail = Pick<Mail, '_id' | 'addressee' | 'date' | 'problem'>;

const namesInLetter = { 'letter.to': 1, 'letter.path': 1, 'letter.about': 1, 'letter.by': 1 } as const;

const mailsIn = collection<Mail>(
  'mails',
  {
    _id: textId,
    addressee: { type: String, required: true },
    messageId: { type: String, required: true },
    on: { type: String, required: true },
    date: { type: Date, required: true },
    state: { type: String, required: true },
    notBefore: { type: Date, required: true },
    head: { type: { _id: false, sequence: Number, hash: String }, default: undefined },
    isOfFault: Boolean,
    letter: {
      type: {
        _id: false,
        to: String,
        locale: String,
        text: String,
        path: String,
        about: String,
        by: String,
      },
      default: undefined,
    },
    failures: { type: Number, required: true },
    problem: String,
  },
  [
    [{ state: 1, notBefore: 1, _id: 1 }],
    [{ state: 1, on: 1 }],
    [{ state: 1, date: 1 }],
    [{ memberId: 1 }, { sparse: true }], // of none but old mails
  ],
);

export function createMailStore(database: Database) {
  const mails = mailsIn(database);

  return {
    /**
     * Keeps mails to be sent; one that is there already, sent or not, stays as it is. They are written in the order of their names, so
     * that those of a notice do not lie together.
     */
    async add(added: readonly Mail[]): Promise<void> {
      if (added.length === 0) return;
      try {
        await mails.insertMany(inOrderOfNames(added), { ordered: false });
      } catch (error) {
        if (!isOnlyDuplicates(error)) throw error;
      }
    },

    /** Up to `limit` mails whose time has come, the longest waiting first. */
    async due(now: Date, limit: number): Promise<Mail[]> {
      return mails
        .find({ state: 'waiting', notBefore: { $lte: now } })
        .sort({ notBefore: 1, _id: 1 })
        .limit(limit)
        .lean<Mail[]>();
    },

    /** Kept for a while, by the day: a notice that is handed over once more finds that its mail has left. */
    async markDelivered(id: string, day: string): Promise<void> {
      const date = new Date(`${day}T00:00:00Z`);
      await mails.updateOne(
        { _id: id },
        { $set: { state: 'delivered', date, notBefore: date }, $unset: { problem: 1, ...namesInLetter } },
      );
    },

    async postpone(id: string, set: Pick<Mail, 'notBefore' | 'failures' | 'problem'>): Promise<void> {
      await mails.updateOne({ _id: id, state: 'waiting' }, { $set: set });
    },

    /** Lets those leave now that wait because of one of these problems. */
    async hasten(problems: readonly MailProblem[], now: Date): Promise<void> {
      await mails.updateMany(
        { state: 'waiting', notBefore: { $gt: now }, problem: { $in: [...problems] } },
        { $set: { notBefore: now } },
      );
    },

    /** The mails that were owed before `date` and still are, the longest waiting first. */
    async lateSince(date: Date): Promise<WaitingMail[]> {
      return mails
        .find({ state: 'waiting', date: { $lte: date } }, { addressee: 1, date: 1, problem: 1 })
        .sort({ date: 1 })
        .lean<WaitingMail[]>();
    },

    /** Up to `limit` mails that name their members. */
    async naming(limit: number): Promise<NamingMail[]> {
      const old = { memberId: { $exists: true } }; // no field of the schema any more
      return mails.find(old).setOptions({ strictQuery: false }).limit(limit).lean<NamingMail[]>();
    },

    async remove(ids: readonly string[]): Promise<void> {
      await mails.deleteMany({ _id: { $in: [...ids] } });
    },

    async removeDeliveredBefore(day: string): Promise<void> {
      await mails.deleteMany({ state: 'delivered', on: { $lt: day } });
    },
  };
}

function inOrderOfNames(mails: readonly Mail[]): Mail[] {
  return mails.toSorted((one, other) => (one._id < other._id ? -1 : 1));
}

export type MailStore = ReturnType<typeof createMailStore>;
