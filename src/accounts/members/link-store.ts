import type { Database } from '../../storage/database.ts';
import { collection, textId } from '../../storage/schema.ts';

/** What a one-time link is for. */
export type LinkKind = 'setup' | 'invitation' | 'recovery' | 'restore' | 'email';

/** A one-time link: the database knows a hash of its token, so nobody who reads the database can use it. */
export interface Link {
  readonly _id: string;
  readonly kind: LinkKind;
  readonly expiresAt: Date;
  /** Whose account an invitation opens, or whose access a `restore` gives back. */
  readonly memberId?: string;
  readonly recovery?: PendingRecovery;
  /** What a `restore` asks of whoever holds the recovery key. */
  readonly challenge?: RecoveryChallenge;
  /** The address that an `email` link was sent to, and that the member then has. */
  readonly email?: string;
  /** The member's session era in which an `email` link was asked for; it is dead in any other. */
  readonly era?: number;
}

/** Something that only the identity of a recipient opens. */
export interface RecoveryChallenge {
  readonly recipient: string;
  /** ASCII-armored age. */
  readonly armored: string;
  readonly answerHash: string;
}

/** A recovery key on its way to be proven; the one that is in use stays until then. */
export interface PendingRecovery {
  readonly holderName: string;
  readonly positionIds: readonly string[];
  readonly recipient?: string;
  readonly mac?: string;
  /** A hash of the answer to the challenge. */
  readonly answerHash?: string;
  /** The challenge as ASCII-armored age, to open with the recovery key. */
  readonly challenge?: string;
}

const linksIn = collection<Link>(
  'links',
  {
    _id: textId,
    kind: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    memberId: String,
    email: String,
    era: Number,
    recovery: {
      type: {
        _id: false,
        holderName: String,
        positionIds: [String],
        recipient: String,
        mac: String,
        answerHash: String,
        challenge: String,
      },
      default: undefined,
    },
    challenge: {
      type: { _id: false, recipient: String, armored: String, answerHash: String },
      default: undefined,
    },
  },
  [[{ kind: 1, memberId: 1 }], [{ expiresAt: 1 }, { expireAfterSeconds: 0 }]],
);

export function createLinkStore(database: Database) {
  const links = linksIn(database);
  return {
    async insert(link: Link): Promise<void> {
      await links.create(link);
    },

    async find(id: string, kind: LinkKind, now: Date): Promise<Link | undefined> {
      return (await links.findOne({ _id: id, kind, expiresAt: { $gt: now } }).lean<Link>()) ?? undefined;
    },

    /** Uses the link up: of two who try at once, one gets it and the other undefined. */
    async take(id: string, kind: LinkKind, now: Date): Promise<Link | undefined> {
      return (
        (await links.findOneAndDelete({ _id: id, kind, expiresAt: { $gt: now } }).lean<Link>()) ?? undefined
      );
    },

    async setRecovery(id: string, recovery: PendingRecovery): Promise<void> {
      await links.updateOne({ _id: id }, { $set: { recovery } });
    },

    /** Earlier links of the same kind (and member) stop working. */
    async removeAll(kind: LinkKind, memberId?: string): Promise<void> {
      await links.deleteMany(memberId === undefined ? { kind } : { kind, memberId });
    },

    async removeEnded(now: Date): Promise<void> {
      await links.deleteMany({ expiresAt: { $lte: now } });
    },
  };
}

export type LinkStore = ReturnType<typeof createLinkStore>;
