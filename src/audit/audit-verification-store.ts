import type { Day } from '../calendar/day.ts';
import type { Database } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';
import { type FaultPlace, MOST_FAULTS } from './audit-faults.ts';
import { type Head, readHead, spellHead } from './audit-hashes.ts';

/**
 * What the last verification found. Threat: how many lines wait is not part of it, because an auditor would learn of
 * hidden ones while they come in.
 */
export interface Finding extends FaultPlace {
  readonly on: Day;
  readonly isSound: boolean;
  /** With `sequence` the head of a chain that is sound. */
  readonly hash?: string;
  /** How many faults there are besides. */
  readonly more?: number;
  /** Whether it was compared with a head that somebody gave. */
  readonly wasCompared: boolean;
}

/** A fault that somebody has to look into: it stays, whatever later verifications find, until an auditor closes it. */
export interface OpenFinding extends Finding {
  /** The same fault found again is the same one. */
  readonly id: string;
}

/** Whether the chain is being verified, and what the last verification found. */
export interface Verification {
  readonly state: 'asked' | 'done';
  /** The heads to compare with: each that was given since the last verification. */
  readonly given: readonly Head[];
  /** The same as they are stored, with what nobody can read among them. */
  readonly heads?: readonly string[];
  /** How many lines were checked so far. */
  readonly checked: number;
  readonly finding: Finding | undefined;
  /** Oldest first. */
  readonly open: readonly OpenFinding[];
}

interface VerificationDocument {
  readonly _id: string;
  readonly state: 'asked' | 'done';
  readonly heads?: readonly string[];
  /** The one that was given before 2026-11-28. */
  readonly given?: string;
  readonly checked: number;
  readonly finding?: Finding;
  readonly open?: readonly OpenFinding[];
}

const findingShape = {
  on: String,
  isSound: Boolean,
  sequence: Number,
  hash: String,
  kind: String,
  end: Number,
  lineOn: String,
  more: Number,
  wasCompared: Boolean,
};

const ID = 'latest';

const verificationsIn = collection<VerificationDocument>(
  'auditverifications',
  {
    _id: textId,
    state: { type: String, required: true },
    heads: { type: [String], default: undefined },
    given: String,
    checked: { type: Number, required: true },
    finding: { type: { _id: false, ...findingShape }, default: undefined },
    open: { type: [{ _id: false, id: String, ...findingShape }], default: undefined },
  },
  [],
);

/** The one document about verifying the chain. Its word is worth as much as the database's; a mailed head is worth more. */
export function createAuditVerificationStore(database: Database) {
  const verifications = verificationsIn(database);

  return {
    async read(): Promise<Verification> {
      const found = await verifications.findById(ID).lean<VerificationDocument>();
      const { state = 'done', heads, given: before, checked = 0, finding, open = [] } = found ?? {};
      const words = [...(heads ?? []), ...(before ? [before] : [])];
      const given = words.flatMap((head) => readHead(head) ?? []);
      return { state, given, ...(heads && { heads }), checked, finding, open };
    },

    /**
     * Asks for a verification. Threat: a head that one auditor gave is compared, whatever another gives before it was: no head takes
     * the place of another.
     */
    async ask(given: Head | undefined): Promise<void> {
      await verifications.updateOne(
        { _id: ID },
        { $set: { state: 'asked', checked: 0 }, ...(given && { $addToSet: { heads: spellHead(given) } }) },
        { upsert: true },
      );
    },

    async progress(checked: number): Promise<void> {
      await verifications.updateOne({ _id: ID }, { $set: { checked } });
    },

    /** Keeps a fault that is not kept yet. */
    async keepOpen(finding: OpenFinding): Promise<void> {
      const isNew = {
        _id: ID,
        'open.id': { $ne: finding.id },
        [`open.${MOST_FAULTS - 1}`]: { $exists: false },
      };
      await verifications.updateOne(isNew, { $push: { open: finding } });
    },

    /** Removes a fault that was looked into. */
    async close(id: string): Promise<void> {
      await verifications.updateOne({ _id: ID }, { $pull: { open: { id } } });
    },

    /**
     * Keeps what was found; where another head was given meanwhile, the verification stays asked, with all of them.
     * @param heads as they were stored when it began
     */
    async finish(heads: readonly string[] | undefined, finding: Finding): Promise<void> {
      await verifications.updateOne(
        { _id: ID, heads: heads ?? { $exists: false } },
        { $set: { state: 'done', finding }, $unset: { heads: 1, given: 1 } },
      );
    },
  };
}

export type AuditVerificationStore = ReturnType<typeof createAuditVerificationStore>;
