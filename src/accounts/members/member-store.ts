import { type Database, unlessTaken } from '../../storage/database.ts';
import type { Owed } from '../../storage/owed.ts';
import {
  bytes,
  bytesOf,
  collection,
  envelopeOf,
  envelopeSchema,
  owedSchema,
  textId,
} from '../../storage/schema.ts';
import { VersionConflict } from '../../errors.ts';
import type { Locale } from '../../language/locale.ts';
import { SignInNameTaken } from '../errors.ts';
import type { FailedSteps, Member, ShownMember } from './member.ts';

/** `signInName`: the e-mail in lower case, unique; of an ended member something that nobody can type. */
interface MemberDocument extends Member {
  readonly signInName: string;
  readonly owed: readonly Owed[];
}

/** Fields to set; a field named in `remove` goes. */
export interface MemberChange {
  readonly set?: Partial<Omit<Member, '_id' | 'version'>>;
  readonly remove?: readonly (SecretField | 'vouching' | 'heldKeyOf' | 'awaitsLook')[];
}

/** What only the member's own credentials open or check, and how often they failed; all of it goes when a member is reset or leaves. */
export const secretFields = [
  'password',
  'keyPair',
  'totp',
  'passkeys',
  'factorCodes',
  'recovery',
  'failedSteps',
] as const;
type SecretField = (typeof secretFields)[number];

/** In characters (RFC 5321, section 4.5.3.1: a name of 64, an @, a domain of 255). */
const LONGEST_ADDRESS = 320;

/** The staff. Every change carries the version that was read and the audit line that it owes. */
export function createMemberStore(database: Database) {
  const members = memberModel(database);
  return {
    model: members,

    /** @throws {SignInNameTaken} when somebody has that e-mail */
    async insert(member: Member, owed: readonly Owed[]): Promise<void> {
      const document = { ...member, signInName: signInNameOf(member.email), owed };
      if (!(await unlessTaken(async () => members.create(document))))
        throw new SignInNameTaken('that e-mail is taken');
    },

    async find(id: string): Promise<Member | undefined> {
      return plain(await members.findOne({ _id: id }, hidden).lean<MemberDocument>());
    },

    /** Undefined too for what is longer than any address, which a store may refuse to look for. */
    async findBySignInName(email: string): Promise<Member | undefined> {
      if (email.length > LONGEST_ADDRESS) return undefined;
      return plain(await members.findOne({ signInName: signInNameOf(email) }, hidden).lean<MemberDocument>());
    },

    async findByRecovery(lookupId: string): Promise<Member | undefined> {
      return plain(await members.findOne({ 'recovery.lookupId': lookupId }, hidden).lean<MemberDocument>());
    },

    async list(): Promise<Member[]> {
      return all(await members.find({}, hidden).sort({ _id: 1 }).lean<MemberDocument[]>());
    },

    async listOfUnit(unitId: string): Promise<Member[]> {
      return all(await members.find({ unitId }, hidden).sort({ _id: 1 }).lean<MemberDocument[]>());
    },

    /** Takes a code's time step unless it, or a later one, was taken before: of two who send one code, one gets in. */
    async takeTotpStep(id: string, step: number): Promise<boolean> {
      const taken = { _id: id, 'totp.lastStep': { $lt: step } };
      return (await members.updateOne(taken, { $set: { 'totp.lastStep': step } })).matchedCount === 1;
    },

    /**
     * One more wrong second step, counted beside whatever else changes. Builds of 2026-11-27 kept one number for all browsers, into
     * which no field can be put; it gives way.
     */
    async countFailedStep(id: string, by: keyof FailedSteps): Promise<void> {
      const isNumber = { $type: 'int' } as const;
      const counted = await members.updateOne(
        { _id: id, failedSteps: { $not: isNumber } },
        { $inc: { [`failedSteps.${by}`]: 1 } },
      );
      if (counted.matchedCount === 0)
        await members.updateOne({ _id: id, failedSteps: isNumber }, { $set: { failedSteps: { [by]: 1 } } });
    },

    async clearFailedSteps(id: string, by: keyof FailedSteps): Promise<void> {
      await members.updateOne({ _id: id }, { $unset: { [`failedSteps.${by}`]: 1 } });
    },

    /** Uses a one-use code up; false when it is none of the member's, or was used. */
    async takeFactorCode(id: string, mac: string, owed: readonly Owed[]): Promise<boolean> {
      const change = { $pull: { factorCodes: mac }, $push: { owed: { $each: [...owed] } } };
      return (await members.updateOne({ _id: id, factorCodes: mac }, change)).matchedCount === 1;
    },

    /**
     * @throws {SignInNameTaken} when somebody has the new e-mail
     * @throws {VersionConflict} when somebody changed the member since it was read
     */
    async update(
      member: Pick<Member, '_id' | 'version'>,
      change: MemberChange,
      owed: readonly Owed[],
    ): Promise<void> {
      const { status, email } = change.set ?? {};
      const renamed = email === undefined ? {} : { signInName: signInNameOf(email) };
      const ended = status === 'ended' ? { signInName: `ended:${member._id}` } : {};
      const asRead = { _id: member._id, version: member.version };
      const changed = {
        $set: { ...change.set, ...renamed, ...ended },
        $unset: Object.fromEntries((change.remove ?? []).map((field) => [field, 1])),
        $inc: { version: 1 },
        $push: { owed: { $each: [...owed] } },
      };
      const result = await unlessTaken(async () => members.updateOne(asRead, changed));
      if (!result) throw new SignInNameTaken('that e-mail is taken');
      if (result.matchedCount === 0) throw new VersionConflict('the member was changed meanwhile');
    },

    /**
     * Needs no version, and makes none. Threat: whoever has a stolen session chooses without pause, so that nobody who has read the member
     * can change their password or end their sessions.
     */
    async chooseLocale(id: string, locale: Locale): Promise<void> {
      await members.updateOne({ _id: id }, { $set: { locale } });
    },

    /** Lines of acts that change no member. Makes no version, for the reason that choosing a language makes none. */
    async owe(id: string, owed: readonly Owed[]): Promise<void> {
      await members.updateOne({ _id: id }, { $push: { owed: { $each: [...owed] } } });
    },

    /** Idempotent, so it needs no version. */
    async markSignedIn(id: string): Promise<void> {
      await members.updateOne({ _id: id, status: 'active' }, { $set: { hasSignedIn: true } });
    },

    /** What an interrupted set-up left behind. */
    async removeAll(): Promise<void> {
      await members.deleteMany({});
    },
  };
}

export type MemberStore = ReturnType<typeof createMemberStore>;

/** What readers and keys ask of the members: the store itself, or lists of it in memory. */
export interface MemberLists extends Pick<MemberStore, 'find'> {
  readonly list: () => Promise<ShownMember[]>;
  readonly listOfUnit: (unitId: string) => Promise<ShownMember[]>;
}

const hidden = { owed: 0, signInName: 0 } as const;

/** The name that a member signs in with: the e-mail, whatever its case. */
export function signInNameOf(email: string): string {
  return email.trim().toLowerCase();
}

const memberModel = collection<MemberDocument>(
  'members',
  {
    _id: textId,
    version: { type: Number, required: true },
    name: { type: String, required: true },
    email: { type: String, required: true },
    signInName: { type: String, required: true },
    roles: { type: [String], required: true },
    unitId: { type: String, default: null },
    positionIds: { type: [String], required: true },
    former: { type: [{ _id: false, what: String, value: String, until: String }], default: undefined },
    status: { type: String, required: true },
    locale: { type: String, required: true },
    hasSignedIn: { type: Boolean, required: true },
    password: {
      type: { _id: false, scheme: String, salt: bytes, verifier: bytes },
      default: undefined,
    },
    keyPair: {
      type: { _id: false, recipient: String, mac: String, identity: envelopeSchema },
      default: undefined,
    },
    totp: {
      type: { _id: false, secret: envelopeSchema, lastStep: Number, since: String },
      default: undefined,
    },
    passkeys: {
      type: [
        {
          _id: false,
          id: String,
          publicKey: bytes,
          counter: Number,
          transports: [String],
          name: String,
          since: String,
          mac: String,
        },
      ],
      default: undefined,
    },
    factorCodes: { type: [String], default: undefined },
    recovery: {
      type: { _id: false, lookupId: String, identity: envelopeSchema, since: String },
      default: undefined,
    },
    failedSteps: { type: { _id: false, devices: Number, strangers: Number }, default: undefined },
    vouching: { type: { _id: false, by: String, on: String, mac: String }, default: undefined },
    heldKeyOf: String,
    sessionEra: Number,
    awaitsLook: Boolean,
    owed: [owedSchema],
  },
  [
    [{ signInName: 1 }, { unique: true }],
    [{ 'recovery.lookupId': 1 }],
    [{ unitId: 1 }],
    [{ 'owed.kind': 1 }],
  ],
);

function all(documents: readonly MemberDocument[]): Member[] {
  return documents.map((document) => plain(document));
}

function plain(document: MemberDocument): Member;
function plain(document: MemberDocument | null): Member | undefined;
function plain(document: MemberDocument | null): Member | undefined {
  if (!document) return undefined;
  const { password, keyPair, totp, passkeys, recovery, ...member } = document;
  return {
    ...member,
    ...(password
      ? {
          password: {
            scheme: password.scheme,
            salt: bytesOf(password.salt),
            verifier: bytesOf(password.verifier),
          },
        }
      : {}),
    ...(keyPair ? { keyPair: { ...keyPair, identity: envelopeOf(keyPair.identity) } } : {}),
    ...(totp ? { totp: { ...totp, secret: envelopeOf(totp.secret) } } : {}),
    ...(passkeys ? { passkeys: passkeys.map((key) => ({ ...key, publicKey: bytesOf(key.publicKey) })) } : {}),
    ...(recovery ? { recovery: { ...recovery, identity: envelopeOf(recovery.identity) } } : {}),
  };
}
