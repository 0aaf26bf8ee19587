import { isFingerprintOf, recipientFingerprint } from '../../vault/key-pairs.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import { type Confirmed, confirmationOf, mayConfirm, newConfirmation } from './key-confirmation.ts';
import type { KeyConfirmation, ShownMember, Unit } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';
import type { UnitKeys } from './unit-keys.ts';
import type { UnitStore } from '../office/unit-store.ts';

/** A unit's key as one member sees it. */
export interface KeyToConfirm {
  readonly unit: Unit;
  readonly confirmed: Confirmed;
  /** Who vouched for it, and when. */
  readonly by: string | undefined;
  readonly on: string | undefined;
  /** Who holds it now: whom to ask for its fingerprint. */
  readonly holders: readonly ShownMember[];
  /** For those who hold it, to read out to whoever confirms it. */
  readonly fingerprint: string | undefined;
  /** `confirm`: the member may; `alone`: the member holds it and nobody of the office could confirm it. */
  readonly mayDo: 'confirm' | 'alone' | undefined;
}

/** A key as everybody may know it. */
export interface PublishedKey {
  /** The unit's name in both languages; undefined for the recovery key. */
  readonly name: Unit['name'] | undefined;
  readonly fingerprint: string;
  readonly confirmed: Confirmed;
  /** The day of the confirmation, or on which the recovery key was proven. */
  readonly on: string | undefined;
}

interface Dependencies {
  readonly members: Pick<MemberLists, 'list'>;
  readonly units: UnitStore;
  readonly grants: Pick<KeyGrantStore, 'holders' | 'holdingsOfUnit'>;
  readonly unitKeys: Pick<UnitKeys, 'holdersAmong' | 'awaitedRecovery'>;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** Second people vouch for the keys of units, after comparing fingerprints outside the portal. */
export function createKeyConfirmations(dependencies: Dependencies) {
  const { members, units, grants, unitKeys, office, serverKeys } = dependencies;

  async function vouch(unit: Unit, kind: KeyConfirmation['kind'], by: string): Promise<boolean> {
    if (!unit.intake) return false;
    const on = await office.today();
    const confirmation = newConfirmation(serverKeys, unit._id, { kind, keyId: unit.intake.keyId, by, on });
    const act = kind === 'confirmed' ? 'unit:confirm' : 'unit:open-alone';
    return units.confirm(unit, confirmation, [owedLine({ act, memberId: by, subjectId: unit._id, on })]);
  }

  function doableBy(member: ShownMember, unit: Unit, everybody: readonly ShownMember[], isHolder: boolean) {
    const confirmed = confirmationOf(serverKeys, unit);
    if (!unit.intake || confirmed === 'confirmed') return undefined;
    if (mayConfirm(member, unit)) return 'confirm';
    const isAlone = unit.level === 'office' && !everybody.some((other) => mayConfirm(other, unit));
    return isHolder && isAlone && confirmed === 'none' ? 'alone' : undefined;
  }

  function seenBy(
    member: ShownMember,
    unit: Unit,
    everybody: readonly ShownMember[],
    holdings: readonly KeyHolding[],
  ): KeyToConfirm {
    const { holders } = unitKeys.holdersAmong(unit, everybody, holdings);
    const isHolder = holders.some(({ _id }) => _id === member._id);
    const confirmed = confirmationOf(serverKeys, unit);
    const { by, on } = confirmed === 'none' ? {} : (unit.confirmation ?? {});
    return {
      unit,
      confirmed,
      by: everybody.find(({ _id }) => _id === by)?.name,
      on,
      holders,
      fingerprint: isHolder && unit.intake ? recipientFingerprint(unit.intake.recipient) : undefined,
      mayDo: doableBy(member, unit, everybody, isHolder),
    };
  }

  async function find(member: ShownMember, unitId: string): Promise<KeyToConfirm | undefined> {
    const [unit, everybody, holdings] = await Promise.all([
      units.find(unitId),
      members.list(),
      grants.holdingsOfUnit(unitId),
    ]);
    return unit && seenBy(member, unit, everybody, holdings);
  }

  return {
    /** Every unit's key, as this member sees it. */
    async seenBy(member: ShownMember): Promise<KeyToConfirm[]> {
      const [all, everybody, holdings] = await Promise.all([units.list(), members.list(), grants.holders()]);
      return all.map((unit) => seenBy(member, unit, everybody, holdings));
    },

    /**
     * Vouches for a unit's key with the fingerprint that one of its handlers read out. `changed`: it is not the member's to
     * confirm, or somebody else was quicker.
     */
    async confirm(
      member: ShownMember,
      unitId: string,
      typed: string,
    ): Promise<'confirmed' | 'wrong' | 'changed'> {
      const found = await find(member, unitId);
      if (found?.mayDo !== 'confirm' || !found.unit.intake) return 'changed';
      if (!isFingerprintOf(found.unit.intake.recipient, typed)) return 'wrong';
      return (await vouch(found.unit, 'confirmed', member._id)) ? 'confirmed' : 'changed';
    },

    /** A handler opens the unit without a second person, where the office has none; reporters are told. */
    async openAlone(member: ShownMember, unitId: string): Promise<boolean> {
      const found = await find(member, unitId);
      return found?.mayDo === 'alone' && vouch(found.unit, 'alone', member._id);
    },

    /** Who vouched for the unit's present key. */
    of: (unit: Unit): Confirmed => confirmationOf(serverKeys, unit),

    /** The keys that reports are sealed to, for everybody to compare; one that changes unasked is seen from outside. */
    async published(): Promise<PublishedKey[]> {
      const [all, { recovery }] = await Promise.all([units.list(), office.settings()]);
      const ofUnits = all.flatMap((unit): PublishedKey[] => {
        const confirmed = confirmationOf(serverKeys, unit);
        const on = confirmed === 'none' ? undefined : unit.confirmation?.on;
        return unit.intake
          ? [{ name: unit.name, fingerprint: recipientFingerprint(unit.intake.recipient), confirmed, on }]
          : [];
      });
      if (!recovery) return ofUnits;
      const sealed = all.filter(({ level, intake }) => level === 'office' && intake);
      const waits = await Promise.all(sealed.map(async (unit) => unitKeys.awaitedRecovery(unit)));
      const isCompared = waits.length > 0 && waits.every((awaited) => awaited === undefined);
      const fingerprint = recipientFingerprint(recovery.recipient);
      const confirmed = isCompared ? 'confirmed' : 'none';
      return [...ofUnits, { name: undefined, fingerprint, confirmed, on: recovery.provenOn }];
    },
  };
}

export type KeyConfirmations = ReturnType<typeof createKeyConfirmations>;
