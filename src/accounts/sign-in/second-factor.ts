import type { ServerKeys } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import type { Member } from '../members/member.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { Passkeys } from './passkeys.ts';
import { readPrintedCode } from './printed-codes.ts';
import type { OpenSession, Sessions } from './sessions.ts';
import type { ShownProof } from './shown-proof.ts';
import type { Throttle } from './throttle.ts';
import { openTotpSecret, totpStepOf } from './totp.ts';

/** What a member answers with: a code of their app or their sheet, or what their browser signed. */
export interface FactorAnswer {
  readonly code: string;
  readonly passkey: string;
}

/** A right answer: the member as using it up left them, and what it was. */
export interface RightAnswer {
  readonly member: Member;
  readonly by: ShownProof;
}

interface Dependencies {
  readonly members: MemberStore;
  readonly sessions: Sessions;
  readonly passkeys: Passkeys;
  readonly throttle: Throttle;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
  readonly clock: () => Date;
}

export function hasSecondFactor({ totp, passkeys = [] }: Pick<Member, 'totp' | 'passkeys'>): boolean {
  return totp !== undefined || passkeys.length > 0;
}

/** The MAC under which a one-use code is kept. */
export function macOfFactorCode(serverKeys: ServerKeys, memberId: string, symbols: string): string {
  return serverKeys.mac('factor-code', JSON.stringify([memberId, symbols]));
}

/** The second step of signing in: a code of an app, a passkey, or a one-use code from the sheet. */
export function createSecondFactor(dependencies: Dependencies) {
  const { members, sessions, passkeys, throttle, office, serverKeys, clock } = dependencies;

  async function takeTotp(member: Member, identity: string, code: string): Promise<boolean> {
    if (!member.totp) return false;
    const secret = await openTotpSecret(serverKeys, member._id, identity, member.totp.secret);
    const step = totpStepOf(secret, code, clock());
    return step !== undefined && members.takeTotpStep(member._id, step);
  }

  async function takeCode(member: Member, symbols: string): Promise<boolean> {
    const on = await office.today();
    const line = owedLine({ act: 'factor:code', memberId: member._id, subjectId: member._id, on });
    return members.takeFactorCode(member._id, macOfFactorCode(serverKeys, member._id, symbols), [line]);
  }

  async function takeTyped(
    member: Member,
    identity: string,
    typed: string,
  ): Promise<RightAnswer | undefined> {
    const symbols = readPrintedCode(typed);
    if (symbols !== undefined) return (await takeCode(member, symbols)) ? { member, by: 'code' } : undefined;
    return (await takeTotp(member, identity, typed)) ? { member, by: 'app' } : undefined;
  }

  async function takePasskey(
    member: Member,
    session: OpenSession,
    posted: string,
  ): Promise<RightAnswer | undefined> {
    const challenge = await sessions.takeChallenge(session.id);
    const used = challenge === undefined ? undefined : await passkeys.verify(member, challenge, posted);
    if (!used) return undefined;
    const before = member.passkeys?.find(({ id }) => id === used.id);
    if (before?.counter === used.counter) return { member, by: 'passkey' }; // those that are kept in step over several devices stay at 0
    const all = member.passkeys?.map((key) => (key.id === used.id ? used : key)) ?? [];
    await members.update(member, { set: { passkeys: all } }, []);
    return { member: { ...member, passkeys: all, version: member.version + 1 }, by: 'passkey' };
  }

  return {
    /**
     * Whether the answer is the member's, and uses it up; undefined for a wrong one.
     * @param identity of the member, which opens the secret of their app
     * @param subject what is tried, for the throttle
     * @throws {MustWait} after too many wrong answers
     */
    async check(
      session: OpenSession,
      member: Member,
      { identity, subject, answer }: { identity: string; subject: string; answer: FactorAnswer },
    ): Promise<RightAnswer | undefined> {
      await throttle.attempt(subject);
      const found =
        answer.passkey === ''
          ? await takeTyped(member, identity, answer.code)
          : await takePasskey(member, session, answer.passkey);
      if (found) await throttle.clear(subject);
      return found;
    },

    /** What the member's browser is asked to sign, as JSON; undefined for a member without passkeys. */
    async passkeyQuestion(session: OpenSession, member: Member): Promise<string | undefined> {
      if (!member.passkeys?.length) return undefined;
      const options = await passkeys.authenticationOptions(member);
      await sessions.setChallenge(session.id, options.challenge);
      return JSON.stringify(options);
    },
  };
}

export type SecondFactor = ReturnType<typeof createSecondFactor>;
