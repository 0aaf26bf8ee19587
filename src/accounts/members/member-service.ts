import { Forbidden, SignInRequired } from '../../errors.ts';
import { randomId } from '../../storage/ids.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import { owedLine, owedLines } from '../audit-trail.ts';
import { LastAdministrator, MemberHasEnded } from '../errors.ts';
import type { Links } from './links.ts';
import { formerAfter } from './former.ts';
import { standingChanges } from './member-changes.ts';
import type { Link } from './link-store.ts';
import type { IdentityProof, Member } from './member.ts';
import { newCredentials, wrapUnder } from '../keys/member-keys.ts';
import { type MemberStore, secretFields } from './member-store.ts';
import type { Office } from '../office/office.ts';
import { isHandler, mayDo, type Role } from '../permissions.ts';
import type { PasswordWork } from '../sign-in/password-work.ts';
import type { OpenSession, Sessions } from '../sign-in/sessions.ts';
import type { StandingOf } from '../keys/standing.ts';
import type { UnitKeys } from '../keys/unit-keys.ts';

/** What an administrator says of a member. */
export interface MemberDetails {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly unitId: string | null;
  readonly positionIds: readonly string[];
}

interface Dependencies {
  readonly members: MemberStore;
  readonly links: Links;
  readonly unitKeys: UnitKeys;
  readonly standingOf: StandingOf;
  readonly sessions: Sessions;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
  readonly passwordWork: PasswordWork;
}

/** What somebody may do who is no member yet. */
const NOTHING = { roles: [], positionIds: [], unitId: null } as const;

/** Members: invited by an administrator, active once they set their own password, reset, ended. */
export function createMemberService(dependencies: Dependencies) {
  const { members, links, unitKeys, standingOf, sessions, office, serverKeys, passwordWork } = dependencies;

  async function owed(act: string, memberId: string | null, subjectId: string) {
    return [owedLine({ act, memberId, subjectId, on: await office.today() })];
  }

  /** The lines of one act: itself, and one for everything that the member gets or loses by it. */
  async function owedWithStanding(
    { act, memberId, subjectId }: { act: string; memberId: string; subjectId: string },
    ...[before, after]: Parameters<typeof standingChanges>
  ) {
    const what = { memberId, subjectId, on: await office.today() };
    return owedLines([{ act }, ...standingChanges(before, after)].map((each) => ({ ...each, ...what })));
  }

  /** Whom an invitation is for, as long as they have no password. */
  async function inviteeOf(link: Link | undefined): Promise<Member | undefined> {
    const member = link?.memberId ? await members.find(link.memberId) : undefined;
    return member?.status === 'invited' ? member : undefined;
  }

  /**
   * Makes sure that somebody else administers the office, before the update by which a member, read before this, does so no more.
   * The other one gets a new version: who shuts that one out at the same moment, as two do each other, finds them changed.
   * @throws {LastAdministrator} when no other active member is one
   * @throws {VersionConflict} when the other one changed in this moment
   */
  async function keepAdministratorBeside(member: Member): Promise<void> {
    if (!isActiveAdministrator(member)) return;
    const others = (await members.list()).filter(({ _id }) => _id !== member._id);
    const stays = others.find(isActiveAdministrator);
    if (!stays) throw new LastAdministrator('nobody would be left who administers the office');
    await members.update(stays, {}, []);
  }

  /** Keys and links go; may be done again after a crash in the midst of it. */
  async function takeEverything(member: Member): Promise<void> {
    await unitKeys.revoke(member);
    await links.revoke('invitation', member._id);
    await links.revoke('restore', member._id);
  }

  async function shutOut(
    member: Member,
    status: 'invited' | 'ended',
    acts: readonly string[],
    actorId: string,
  ) {
    assertSomebodyElse(member, actorId);
    await keepAdministratorBeside(member);
    const heldKeyOf = status === 'invited' && (await unitKeys.isHeldBy(member)) ? member.unitId : null;
    const set = { status, hasSignedIn: false, ...(heldKeyOf !== null && { heldKeyOf }) };
    const change = { set, remove: secretFields };
    const lines = await Promise.all(acts.map(async (act) => owed(act, actorId, member._id)));
    await sessions.endWith(member, change, lines.flat());
    await takeEverything(member);
  }

  return {
    find: members.find.bind(members),
    list: members.list.bind(members),
    listOfUnit: members.listOfUnit.bind(members),

    /**
     * Makes an account that opens nothing yet; returns the token of the one-time link.
     * @throws {SignInNameTaken} when somebody has that e-mail
     */
    async invite(details: MemberDetails, actorId: string): Promise<{ member: Member; token: string }> {
      const member = newMember(details, 'invited');
      const act = { act: 'member:invite', memberId: actorId, subjectId: member._id };
      await members.insert(member, await owedWithStanding(act, NOTHING, details));
      return { member, token: await links.issue('invitation', { memberId: member._id }) };
    },

    /** A fresh link for somebody whose link ran out or was lost. */
    async inviteAgain(member: Member, actorId: string): Promise<string> {
      if (member.status !== 'invited') throw new MemberHasEnded('only who has no password is invited again');
      await members.update(member, {}, await owed('member:invite', actorId, member._id));
      return links.issue('invitation', { memberId: member._id });
    },

    /** Whom an invitation is for, without using it up. */
    async invited(token: unknown): Promise<Member | undefined> {
      return inviteeOf(await links.find('invitation', token));
    },

    /**
     * Uses the invitation up: the member's own password, their key pair, and the unit's first key where they are the first.
     * @throws {TooBusy} before the invitation is used, so that it still works
     */
    async accept(token: unknown, password: string): Promise<Member | undefined> {
      const invited = await inviteeOf(await links.find('invitation', token));
      if (!invited) return undefined;
      const { password: record, keyPair } = await passwordWork.run(async (hash) =>
        newCredentials(serverKeys, invited._id, password, hash),
      );
      const member = await inviteeOf(await links.take('invitation', token));
      if (!member) return undefined;
      const set = { status: 'active', password: record, keyPair } as const;
      await members.update(member, { set }, await owed('member:accept', member._id, member._id));
      const active = { ...member, ...set, version: member.version + 1 };
      await unitKeys.makeFirst(await standingOf(active));
      return active;
    },

    /**
     * Every other session of the member ends; the one that asks has just shown that it is the member. Whoever had the old password and
     * failed after it is gone, and so is their count.
     */
    async changePassword(session: OpenSession, member: Member, next: string): Promise<void> {
      const identity = await sessions.openOwn(session);
      if (!member.keyPair) throw new SignInRequired('the member has no key pair any more');
      const wrapped = await passwordWork.run(async (hash) => wrapUnder(member._id, next, identity, hash));
      const keyPair = { ...member.keyPair, identity: wrapped.identity };
      const change = { set: { password: wrapped.password, keyPair }, remove: ['failedSteps'] as const };
      await sessions.endWith(member, change, await owed('member:password', member._id, member._id), session);
    },

    chooseLocale: members.chooseLocale.bind(members),

    /**
     * Name, roles, unit and positions. Whoever handles no longer, or elsewhere, loses the keys of before; keys of the new
     * unit come from a colleague there. Whoever is given another role or unit was vouched for as who they were, and not any more
     * when they are that again. Whoever gets another name or a position keeps their place and sees no case before it was looked whom
     * those concern; they are told by mail, because no notice of a case comes to them until then.
     * @throws {LastAdministrator} when nobody would be left who administers the office
     */
    async change(member: Member, details: Omit<MemberDetails, 'email'>, actorId: string): Promise<void> {
      if (!details.roles.includes('administrator')) await keepAdministratorBeside(member);
      const former = formerAfter(member, details, await office.today());
      const awaitsLook = isMeantByMore(member, details);
      const set = { ...details, former, ...(awaitsLook && { awaitsLook }) };
      const staysHandler = isHandler(details) && details.unitId === member.unitId;
      const remove = [
        ...(isVouchedAnew(member, details) ? (['vouching'] as const) : []),
        ...(staysHandler ? [] : (['heldKeyOf'] as const)),
      ];
      const act = { act: 'member:change', memberId: actorId, subjectId: member._id };
      const lines = await owedWithStanding(act, member, details);
      const isTold = awaitsLook && mayDo(details, 'case:list');
      if (isTold) lines.push(...(await owed('access:await', actorId, member._id)));
      await members.update(member, { set, remove }, lines);
      if (isHandler(member) && !staysHandler) await unitKeys.revoke(member);
    },

    /**
     * A colleague forgot the password or lost it or their second step to somebody: a new one-time link, a new key pair
     * afterwards, no access until given. How it was made sure who asks is kept in the audit log.
     * @throws {Forbidden} to members who reset themselves
     */
    async reset(member: Member, actorId: string, proof: IdentityProof): Promise<string> {
      if (member.status === 'ended') throw new MemberHasEnded('an ended member is not reset');
      await shutOut(member, 'invited', ['member:reset', `proof:${proof}`], actorId);
      return links.issue('invitation', { memberId: member._id });
    },

    /** Somebody may sit at a session of theirs: all of them end, with the change of e-mail asked there, and they sign in again. */
    async endSessions(member: Member, actorId: string): Promise<void> {
      assertSomebodyElse(member, actorId);
      await sessions.endWith(member, {}, await owed('session:end-all', actorId, member._id));
    },

    /**
     * A member leaves: nothing of theirs opens anything from now on, and the unit makes a new intake key.
     * @throws {Forbidden} to members who end themselves
     */
    async end(member: Member, actorId: string): Promise<void> {
      if (member.status === 'ended') await takeEverything(member);
      else await shutOut(member, 'ended', ['member:end'], actorId);
    },
  };
}

export type MemberService = ReturnType<typeof createMemberService>;

/** Threat: a session left open, with which somebody would shut its member out. @throws {Forbidden} */
function assertSomebodyElse(member: Member, actorId: string): void {
  if (member._id === actorId)
    throw new Forbidden('nobody does this to themselves', { info: { memberId: actorId } });
}

function isActiveAdministrator({ status, roles }: Member): boolean {
  return status === 'active' && roles.includes('administrator');
}

function isVouchedAnew(before: Member, after: Omit<MemberDetails, 'email'>): boolean {
  return standingChanges(before, after).some(({ act }) => !act.startsWith('position:'));
}

/**
 * Whether a report may mean a member by more than before. Threat: they get a position, or a name, that cases of theirs are about. Nothing of
 * the kind for who has no key pair: nobody gave them anything yet, and who does looks first.
 */
function isMeantByMore(before: Member, after: Omit<MemberDetails, 'email'>): boolean {
  if (!before.keyPair) return false;
  return before.name !== after.name || after.positionIds.some((id) => !before.positionIds.includes(id));
}

/** A member as they begin: no password, no keys. */
export function newMember(details: MemberDetails, status: 'invited' | 'active'): Member {
  return { _id: randomId(), version: 1, ...details, status, locale: 'id', hasSignedIn: false };
}
