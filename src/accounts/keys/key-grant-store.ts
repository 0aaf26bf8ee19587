import type { Database } from '../../storage/database.ts';
import { randomId } from '../../storage/ids.ts';
import type { Owed } from '../../storage/owed.ts';
import { collection, envelopeOf, envelopeSchema, owedSchema, textId } from '../../storage/schema.ts';
import type { KeyGrant } from '../members/member.ts';

interface KeyGrantDocument extends KeyGrant {
  readonly owed: readonly Owed[];
}

/** That somebody holds a key, without the key. */
export type KeyHolding = Pick<
  KeyGrant,
  'unitId' | 'keyId' | 'holder' | 'recipient' | 'mac' | 'givenBy' | 'on' | 'giftId'
>;

const holdingFields = {
  unitId: 1,
  keyId: 1,
  holder: 1,
  recipient: 1,
  mac: 1,
  givenBy: 1,
  on: 1,
  giftId: 1,
} as const;

/** All grants to a holder, or of a key. */
export type GrantsOf = { readonly holder: string } | { readonly keyId: string };

/** The private halves of intake keys, each sealed to one holder. */
export function createKeyGrantStore(database: Database) {
  const grants = grantModel(database);
  return {
    model: grants,

    /** Stores a grant, in place of an older one of the same key to the same holder. */
    async put(grant: Omit<KeyGrant, '_id' | 'giftId'>, owed: readonly Owed[]): Promise<void> {
      const { keyId, holder, mac, ...given } = { ...grant, giftId: randomId() };
      await grants.updateOne(
        { _id: grantId(keyId, holder) },
        {
          $set: { keyId, holder, ...given, ...(mac !== undefined && { mac }) },
          ...(mac === undefined && { $unset: { mac: 1 } }),
          $push: { owed: { $each: [...owed] } },
        },
        { upsert: true },
      );
    },

    /** Takes the MACs off what was given to one recipient: whoever has its identity still opens that, but it counts as given nothing. */
    async uncheck({ holder, recipient }: Pick<KeyGrant, 'holder' | 'recipient'>): Promise<void> {
      await grants.updateMany({ holder, recipient }, { $unset: { mac: 1 } });
    },

    async listOfHolder(holder: string): Promise<KeyGrant[]> {
      return plain(await grants.find({ holder }, { owed: 0 }).sort({ generation: 1 }).lean<KeyGrant[]>());
    },

    async listOfUnit(unitId: string): Promise<KeyGrant[]> {
      return plain(await grants.find({ unitId }, { owed: 0 }).sort({ generation: 1 }).lean<KeyGrant[]>());
    },

    /** Who holds the keys of a unit, without the envelopes. */
    async holdingsOfUnit(unitId: string): Promise<KeyHolding[]> {
      return grants.find({ unitId }, holdingFields).lean<KeyHolding[]>();
    },

    /** Who holds which key, without the envelopes. */
    async holders(): Promise<KeyHolding[]> {
      return grants.find({}, holdingFields).sort({ _id: 1 }).lean<KeyHolding[]>();
    },

    /** What grants owe that are to be taken back, those that owe nothing too. */
    async owedBy(which: GrantsOf): Promise<Pick<KeyGrantDocument, '_id' | 'owed'>[]> {
      return grants.find({ ...which }, { owed: 1 }).lean<Pick<KeyGrantDocument, '_id' | 'owed'>[]>();
    },

    /** Removes a grant, unless it was given anew or settled since what it owes was read. */
    async removeSettled(id: string, owedCount: number): Promise<void> {
      await grants.deleteOne({ _id: id, owed: { $size: owedCount } });
    },
  };
}

export type KeyGrantStore = ReturnType<typeof createKeyGrantStore>;

function grantId(keyId: string, holder: string): string {
  return `${keyId}.${holder}`;
}

function plain(grants: readonly KeyGrant[]): KeyGrant[] {
  return grants.map((grant) => ({ ...grant, envelope: envelopeOf(grant.envelope) }));
}

const grantModel = collection<KeyGrantDocument>(
  'keyGrants',
  {
    _id: textId,
    unitId: { type: String, required: true },
    keyId: { type: String, required: true },
    generation: { type: Number, required: true },
    holder: { type: String, required: true },
    recipient: { type: String, required: true },
    mac: String,
    givenBy: { type: String, required: true },
    on: { type: String, required: true },
    giftId: String,
    envelope: { type: envelopeSchema, required: true },
    owed: [owedSchema],
  },
  [[{ holder: 1, generation: 1 }], [{ unitId: 1, generation: 1 }], [{ keyId: 1 }], [{ 'owed.kind': 1 }]],
);
