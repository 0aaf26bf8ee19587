import { VersionConflict } from '../../errors.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import { eraOf, type Member } from '../members/member.ts';
import type { MemberChange, MemberStore } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { Passkeys } from './passkeys.ts';
import { newPrintedCode } from './printed-codes.ts';
import { hasSecondFactor, macOfFactorCode } from './second-factor.ts';
import type { OpenSession, Sessions } from './sessions.ts';
import { newTotpSecret, sealTotpSecret, totpStepOf } from './totp.ts';

const CODES = 10;
const MOST_PASSKEYS = 10;
/** Of the MAC that proves a secret to be one of ours. */
const OFFER = 'totp-offer';

/** What came of setting a second factor up; `codes` are new one-use codes to print, none where the member has some. */
export interface Added {
  readonly member: Member;
  readonly codes: readonly string[];
}

interface Dependencies {
  readonly members: MemberStore;
  readonly sessions: Sessions;
  readonly passkeys: Passkeys;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
  readonly clock: () => Date;
}

/** Setting up and removing second factors. Every change ends the member's other sessions. */
export function createFactors(dependencies: Dependencies) {
  const { members, sessions, passkeys, office, serverKeys, clock } = dependencies;

  /**
   * The member as they are after it.
   * @throws {VersionConflict} Threat: whoever sets a second step up in a stolen session goes on when all sessions are ended meanwhile.
   */
  async function change(
    session: OpenSession,
    member: Member,
    what: MemberChange,
    act: 'factor:add' | 'factor:remove' | 'factor:codes',
  ): Promise<Member> {
    const on = await office.today();
    const line = owedLine({ act, memberId: member._id, subjectId: member._id, on });
    await sessions.endWith(member, what, [line], session);
    const now = await members.find(member._id);
    if (!now || eraOf(now) !== eraOf(member) + 1)
      throw new VersionConflict('the sessions of the member ended while their second step changed');
    return now;
  }

  function freshCodes(member: Member) {
    const made = Array.from({ length: CODES }, () => newPrintedCode());
    return {
      codes: made.map(({ code }) => code),
      macs: made.map(({ symbols }) => macOfFactorCode(serverKeys, member._id, symbols)),
    };
  }

  /** The first factor brings the codes that help when it is lost. */
  async function add(
    session: OpenSession,
    member: Member,
    set: NonNullable<MemberChange['set']>,
  ): Promise<Added> {
    const { codes, macs } = hasSecondFactor(member) ? { codes: [], macs: undefined } : freshCodes(member);
    const what = { set: { ...set, ...(macs && { factorCodes: macs }) } };
    return { member: await change(session, member, what, 'factor:add'), codes };
  }

  /** The last factor takes the codes with it. False where it stays, because the office wants one. */
  async function remove(
    session: OpenSession,
    member: Member,
    left: Pick<Member, 'totp' | 'passkeys'>,
  ): Promise<boolean> {
    const { secondFactorRequired } = await office.settings();
    const isLast = !hasSecondFactor(left);
    if (isLast && secondFactorRequired) return false;
    const gone = [
      ...(left.totp ? [] : (['totp'] as const)),
      ...(isLast ? (['factorCodes', 'passkeys'] as const) : []),
    ];
    const set = isLast ? {} : { passkeys: left.passkeys ?? [] };
    await change(session, member, { set, remove: gone }, 'factor:remove');
    return true;
  }

  return {
    /** A new secret for an app, with a proof that it was made here for this session; the page carries both until it is tried. */
    offerTotp(session: OpenSession): { readonly secret: string; readonly proof: string } {
      const secret = newTotpSecret();
      return { secret, proof: serverKeys.mac(OFFER, offered(session, secret)) };
    },

    isOffered(session: OpenSession, secret: string, proof: string): boolean {
      return serverKeys.isMac(OFFER, offered(session, secret), proof);
    },

    /** Takes the app into use, in place of an earlier one, once it shows a right code. Undefined for a wrong one. */
    async addTotp(
      session: OpenSession,
      member: Member,
      secret: string,
      code: string,
    ): Promise<Added | undefined> {
      const lastStep = totpStepOf(secret, code, clock());
      if (lastStep === undefined) return undefined;
      const identity = await sessions.openOwn(session);
      const sealed = await sealTotpSecret(serverKeys, member._id, identity, secret);
      return add(session, member, { totp: { secret: sealed, lastStep, since: await office.today() } });
    },

    async removeTotp(session: OpenSession, member: Member): Promise<boolean> {
      const { passkeys: kept = [], totp } = member;
      if (!totp) return true; // nothing to end sessions for, or to tell
      return remove(session, member, { passkeys: kept });
    },

    /** What the member's browser is asked to make, as JSON. */
    async passkeyRequest(session: OpenSession, member: Member, officeName: string): Promise<string> {
      const options = await passkeys.registrationOptions(member, officeName);
      await sessions.setChallenge(session.id, options.challenge);
      return JSON.stringify(options);
    },

    /** Undefined for what no browser made for the last request. */
    async addPasskey(
      session: OpenSession,
      member: Member,
      posted: string,
      name: string,
    ): Promise<Added | undefined> {
      const challenge = await sessions.takeChallenge(session.id);
      const { passkeys: present = [] } = member;
      if (challenge === undefined || present.length >= MOST_PASSKEYS) return undefined;
      const made = await passkeys.register(member, challenge, posted, { name, since: await office.today() });
      return made && add(session, member, { passkeys: [...present, made] });
    },

    async removePasskey(session: OpenSession, member: Member, id: string): Promise<boolean> {
      const { passkeys: present = [], totp } = member;
      const kept = present.filter((key) => key.id !== id);
      if (kept.length === present.length) return true;
      return remove(session, member, { passkeys: kept, ...(totp && { totp }) });
    },

    /** Ten new one-use codes in place of all earlier ones; none for a member without a second factor. */
    async renewCodes(session: OpenSession, member: Member): Promise<readonly string[]> {
      if (!hasSecondFactor(member)) return [];
      const { codes, macs } = freshCodes(member);
      await change(session, member, { set: { factorCodes: macs } }, 'factor:codes');
      return codes;
    },
  };
}

function offered(session: OpenSession, secret: string): string {
  return JSON.stringify([session.id, secret]);
}
