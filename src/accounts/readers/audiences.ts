import type { Called, Reader } from '../../cases/readers.ts';
import { MOST_RECIPIENTS } from '../../vault/sealed-to.ts';
import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import type { AccountLists } from '../kept-lists.ts';
import { isLetIn, seesCases, wasLetIn } from '../keys/letting-in.ts';
import { trustedMembers } from '../keys/member-keys.ts';
import type { Standing, StandingOf } from '../keys/standing.ts';
import { isWatcher } from '../keys/vouching.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import { isAuditor, isHandler, mayDo } from '../permissions.ts';
import type { PresentOffice } from './concern.ts';
import type { ReaderTags } from './reader-tags.ts';

/** Whose a case is. */
export interface Sealed {
  readonly audience: readonly string[];
  readonly auditors?: readonly string[];
  readonly unitId: string;
}

/** The people of an office and the units to which they were let in. */
interface Staffed<M extends ShownMember> extends Pick<PresentOffice, 'units' | 'isLetIn'> {
  readonly members: readonly M[];
}

/** Of the members of an office. */
interface OfAudience<M extends ShownMember> {
  /** Who was let in to such cases: active handlers and supervisors. */
  readonly known: readonly M[];
  /** Who knew of such cases and sees none until they are let in again, as after a reset of their password. */
  readonly waiting: readonly M[];
}

interface Dependencies extends Pick<AccountLists, 'members' | 'units' | 'grants'> {
  readonly standingOf: StandingOf;
  readonly serverKeys: ServerKeys;
  readonly tags: ReaderTags;
}

/** Who stands behind an audience, and of which audiences a member is. */
export function createAudiences({ members, units, grants, standingOf, serverKeys, tags }: Dependencies) {
  /** Who stands behind an audience in an office as it was read. */
  function ofAudience<M extends ShownMember>(
    { members: everybody, units: everyUnit, isLetIn: isIn }: Staffed<M>,
    audience: readonly string[],
  ): OfAudience<M> {
    const entries = new Set(audience);
    const isKnown = (member: M): boolean => {
      const unit = everyUnit.find(({ _id }) => _id === member.unitId);
      if (!unit || !isIn(unit, member)) return false;
      return entries.has(tags.ofUnit(unit._id)) || entries.has(tags.ofReader(member._id));
    };
    const known = everybody.filter(isKnown);
    const waiting = everybody.filter((member) => !known.includes(member) && isAwaited(member, entries));
    return { known, waiting };
  }

  async function whoIsOf(audience: readonly string[]): Promise<OfAudience<ShownMember>> {
    const [everybody, everyUnit, holdings] = await Promise.all([
      members.list(),
      units.list(),
      grants.holders(),
    ]);
    const isIn = (unit: Unit, member: ShownMember) => isLetIn(serverKeys, unit, member, holdings);
    return ofAudience({ members: everybody, units: everyUnit, isLetIn: isIn }, audience);
  }

  /** Active members who see the rows of such cases: handlers and supervisors. */
  async function membersOfAudience(audience: readonly string[]): Promise<readonly ShownMember[]> {
    return (await whoIsOf(audience)).known.filter(({ awaitsLook }) => !awaitsLook);
  }

  /**
   * Whether a member who is not let in was of the audience before. Threat: an account that an administrator makes, and that nobody let in
   * yet, is listed by name; so only who is listed by name already, or was let in to the unit.
   */
  function isAwaited(member: ShownMember, entries: ReadonlySet<string>): boolean {
    const { _id, unitId, status } = member;
    if (status === 'ended') return false;
    if (entries.has(tags.ofReader(_id))) return true;
    return unitId !== null && entries.has(tags.ofUnit(unitId)) && wasLetIn(member);
  }

  function entriesOf(unit: Unit, member: ShownMember): string[] {
    return [tags.ofUnit(unit._id), tags.ofReader(member._id)];
  }

  /** Every auditor but who leaves and those who were left out before. */
  async function auditorsWithout(
    leavingId: string,
    before: readonly string[] | undefined,
  ): Promise<string[]> {
    const everybody = await members.list();
    const auditing = everybody.filter((member) => isAuditor(member));
    const tagsOf = auditing.filter(({ _id }) => _id !== leavingId).map(({ _id }) => tags.ofAuditor(_id));
    return tagsOf.filter((tag) => before?.includes(tag) ?? true).toSorted();
  }

  /**
   * What a member's queries look for; a case is theirs to see when its audience meets this. Nothing for who may not list cases, such
   * as an auditor of the unit, and for whom nobody who holds the unit's key let in.
   */
  function audienceAt({ member, unit, holdings }: Standing): string[] {
    const isShown = unit && mayDo(member, 'case:list') && seesCases(serverKeys, unit, member, holdings);
    return isShown ? entriesOf(unit, member) : [];
  }

  /** The same for a member as they stand now. */
  async function audienceOf(member: ShownMember): Promise<string[]> {
    return mayDo(member, 'case:list') ? audienceAt(await standingOf(member)) : [];
  }

  function called({ _id }: ShownMember): Called {
    return { memberId: _id, tag: tags.ofReader(_id) };
  }

  function readerAt(standing: Standing): Reader {
    return { ...called(standing.member), audience: audienceAt(standing) };
  }

  return {
    ofAudience,
    membersOfAudience,

    /** Those of the audience who get mail as supervisors. */
    async supervisorsOf(audience: readonly string[]): Promise<ShownMember[]> {
      return (await membersOfAudience(audience)).filter(({ roles }) => roles.includes('supervisor'));
    },

    /** Those of the audience to whom a case may be assigned. */
    async handlersOf(audience: readonly string[]): Promise<ShownMember[]> {
      return (await membersOfAudience(audience)).filter((member) => mayDo(member, 'case:open'));
    },

    /**
     * The own recipients of who may know of such cases, for what they alone shall read: supervisors first, who decide, and no more
     * than an envelope takes. Those too who await a look: they reach what is sealed once it was looked, and what concerns them is sealed
     * anew by that. Threat: an administrator renames a whole unit, so that nothing can be sealed to anybody and no look ever ends.
     */
    async recipientsOfAudience(audience: readonly string[]): Promise<readonly TrustedRecipient[]> {
      const { known } = await whoIsOf(audience);
      const watchers = known.filter((member) => isWatcher(member));
      const handlers = known.filter((member) => !isWatcher(member));
      return trustedMembers(serverKeys, [...watchers, ...handlers]).slice(0, MOST_RECIPIENTS);
    },

    memberById: members.find.bind(members),
    audienceAt,

    /** What the queries of an auditor look for beside the lines that are for every auditor. */
    auditorAudienceOf: async (member: ShownMember): Promise<string[]> => [
      ...(await audienceOf(member)),
      ...(mayDo(member, 'audit:read') ? [tags.ofAuditor(member._id)] : []),
    ],

    callings: tags.callings,
    called,

    /** Who a member is to the cases, where they stand. */
    readerAt,

    /** A handler who was let in as who they will be once it was looked whom the cases concern: for nothing but to look. */
    lookerAt: ({ member, unit, holdings }: Standing): Reader => {
      const isIn = unit && isHandler(member) && isLetIn(serverKeys, unit, member, holdings);
      return { ...called(member), audience: isIn ? entriesOf(unit, member) : [] };
    },

    /**
     * The audience without one member who opens nothing of it: everybody else by name, those too who wait to be let in again; nobody
     * where only such would be left.
     */
    async audienceWithout(
      leavingId: string,
      { audience, auditors }: Pick<Sealed, 'audience' | 'auditors'>,
    ): Promise<Required<Pick<Sealed, 'audience' | 'auditors'>>> {
      const { known, waiting } = await whoIsOf(audience);
      const remaining = known.filter(({ _id }) => _id !== leavingId);
      const listed = remaining.length === 0 ? [] : [...remaining, ...waiting];
      return {
        audience: listed.map(({ _id }) => tags.ofReader(_id)).toSorted(),
        auditors: await auditorsWithout(leavingId, auditors),
      };
    },
  };
}

export type Audiences = ReturnType<typeof createAudiences>;
