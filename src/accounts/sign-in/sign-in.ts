import { VersionConflict } from '../../errors.ts';
import { type AuditTrail, lineOf, owedLine } from '../audit-trail.ts';
import { StepClosed } from '../errors.ts';
import type { FailedSteps, Member } from '../members/member.ts';
import { openIdentity } from '../keys/member-keys.ts';
import { type MemberStore, signInNameOf } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { PasswordWork } from './password-work.ts';
import type { FailedSignIns } from './failed-sign-ins.ts';
import { type FactorAnswer, hasSecondFactor, type RightAnswer, type SecondFactor } from './second-factor.ts';
import type { SessionStage } from './session-store.ts';
import type { ShownProof } from './shown-proof.ts';
import type { OpenSession, Sessions } from './sessions.ts';
import type { Throttle } from './throttle.ts';

/** A member whose password was right, the token of their session and how far they have come. */
export interface SigningIn {
  readonly member: Member;
  readonly token: string;
  readonly stage: SessionStage;
}

/** Which of what was shown was wrong. */
interface WrongStep {
  readonly wrong: 'password' | 'factor';
}

/**
 * Failures in a row, of the member's own browsers or of all others, after which these help no more (NIST SP 800-63B-4, section 3.2.2):
 * only a new password from one of the former, a recovery code or an administrator.
 */
const MOST_FAILED_STEPS = 100;

interface Dependencies {
  readonly members: MemberStore;
  readonly sessions: Sessions;
  readonly secondFactor: SecondFactor;
  readonly office: Office;
  readonly throttle: Throttle;
  readonly failedSignIns: FailedSignIns;
  readonly passwordWork: PasswordWork;
  readonly audit: AuditTrail;
}

/** Signing in, in one step or two, and showing again that it is still the same person. */
export function createSignIn(dependencies: Dependencies) {
  const { members, sessions, secondFactor, office, throttle, failedSignIns, passwordWork, audit } =
    dependencies;

  /** The last step: from here on the member is signed in and may hold keys. */
  async function complete(
    member: Member,
    identity: string,
    { by, continues }: { readonly by: ShownProof; readonly continues?: OpenSession },
  ): Promise<SigningIn> {
    if (!member.hasSignedIn) await members.markSignedIn(member._id);
    const begin = { stage: 'full', ...(continues && { continues }) } as const;
    const token = await sessions.start(member, identity, begin);
    await record('session:start', member, by);
    return { member, token, stage: 'full' };
  }

  async function record(
    act: 'session:start' | 'session:password' | 'session:confirm' | 'session:end',
    { _id: memberId }: Member,
    detail?: ShownProof,
  ): Promise<void> {
    const on = await office.today();
    await audit.record(lineOf({ act, memberId, on, ...(detail !== undefined && { detail }) }));
  }

  async function failStep(member: Member, wrong: WrongStep['wrong'], device?: string): Promise<WrongStep> {
    await members.countFailedStep(member._id, counterOf(device));
    await failedSignIns.addStep(member);
    return { wrong };
  }

  async function passStep(member: Member, device?: string): Promise<void> {
    const counter = counterOf(device);
    if (member.failedSteps?.[counter]) await members.clearFailedSteps(member._id, counter);
  }

  /** The first step, once; a member who changed meanwhile makes it throw. */
  async function tryPassword(
    email: string,
    password: string,
    device?: string,
  ): Promise<SigningIn | undefined> {
    const name = signInNameOf(email);
    const subject = device === undefined ? `name|${name}` : `device|${device}|${name}`;
    const opened = await passwordWork.run(async (hash) => {
      await throttle.attempt(subject);
      const found = await members.findBySignInName(name);
      return { found, identity: await openIdentity(found, password, hash) };
    });
    const { found, identity } = opened;
    if (!found || identity === undefined) {
      await failedSignIns.add(name, found);
      return undefined;
    }
    await throttle.clear(subject);
    return next(found, identity);
  }

  /** What follows the password: the second step, setting one up where the office wants it, or nothing. */
  async function next(member: Member, identity: string): Promise<SigningIn> {
    const { secondFactorRequired } = await office.settings();
    if (!hasSecondFactor(member) && !secondFactorRequired)
      return complete(member, identity, { by: 'password' });
    const stage = hasSecondFactor(member) ? 'factor' : 'enrol';
    const token = await sessions.start(member, identity, { stage });
    await record('session:password', member); // without a sign-in after it: somebody else may have the password
    return { member, token, stage };
  }

  return {
    /**
     * The first step; undefined for every wrong e-mail and password alike, after the same work.
     * @param device the token of a browser on which this member signed in before
     * @throws {MustWait} after too many wrong passwords @throws {TooBusy} when too many sign in at once
     */
    async withPassword(email: string, password: string, device?: string): Promise<SigningIn | undefined> {
      try {
        return await tryPassword(email, password, device);
      } catch (error) {
        if (!(error instanceof VersionConflict)) throw error;
        return tryPassword(email, password, device); // by what holds for the member now
      }
    },

    /**
     * The second step.
     * @param device as at the first one
     * @throws {MustWait} @throws {StepClosed} @throws {VersionConflict} when the member changed meanwhile
     */
    async withFactor(
      session: OpenSession,
      member: Member,
      answer: FactorAnswer,
      device?: string,
    ): Promise<SigningIn | WrongStep> {
      assertStepOpen(member, device);
      const identity = await sessions.openOwn(session);
      const subject = subjectOf('factor', member, device);
      const found = await secondFactor.check(session, member, { identity, subject, answer });
      if (!found) return failStep(member, 'factor', device);
      await passStep(member, device);
      return complete(found.member, identity, { by: found.by, continues: session });
    },

    /** Whoever had to set a second step up has done so. */
    async afterEnrolling(session: OpenSession, member: Member): Promise<SigningIn> {
      const by = member.totp ? 'app' : 'passkey';
      return complete(member, await sessions.openOwn(session), { by, continues: session });
    },

    /**
     * Shows again that it is the member: the password, and the second factor of whoever has one. Returns the token of the session that
     * takes the old one's place, or which of the two is wrong. @throws {MustWait} @throws {TooBusy} @throws {StepClosed}
     */
    async confirm(
      session: OpenSession,
      member: Member,
      { password, answer, device }: { password: string; answer: FactorAnswer; device?: string | undefined },
    ): Promise<{ readonly token: string } | WrongStep> {
      assertStepOpen(member, device);
      const subject = subjectOf('confirm', member, device);
      const identity = await passwordWork.run(async (hash) => {
        await throttle.attempt(subject);
        return openIdentity(member, password, hash);
      });
      if (identity === undefined) return failStep(member, 'password', device);
      await throttle.clear(subject);
      const ofFactor = { identity, subject: subjectOf('confirm-factor', member, device), answer };
      const found: RightAnswer | undefined = hasSecondFactor(member)
        ? await secondFactor.check(session, member, ofFactor)
        : { member, by: 'password' };
      if (!found) return failStep(member, 'factor', device);
      await passStep(member, device);
      const begin = { stage: 'full', isConfirmed: true, continues: session } as const;
      const token = await sessions.start(found.member, identity, begin);
      await record('session:confirm', member, found.by);
      return { token };
    },

    /** Ends other sessions of the member: the one with this id, or all. */
    async endElsewhere(session: OpenSession, member: Member, id?: string): Promise<void> {
      const { _id: memberId } = member;
      const act = { act: 'session:end-own', memberId, subjectId: memberId, on: await office.today() };
      if (id === undefined) await sessions.endWith(member, {}, [owedLine(act)], session);
      else await sessions.endOneOf(memberId, id, [owedLine(act)]);
    },

    async signOut(member: Member, sessionToken: unknown): Promise<void> {
      await sessions.end(sessionToken);
      await record('session:end', member);
    },
  };
}

/** Threat: who has the password alone keeps the member from the second step; a browser of theirs has a count of its own. */
function subjectOf(what: 'factor' | 'confirm' | 'confirm-factor', { _id }: Member, device?: string): string {
  return device === undefined ? `${what}|${_id}` : `${what}|device|${device}|${_id}`;
}

function counterOf(device: string | undefined): keyof FailedSteps {
  return device === undefined ? 'strangers' : 'devices';
}

/** @throws {StepClosed} */
function assertStepOpen({ failedSteps }: Member, device?: string): void {
  if ((failedSteps?.[counterOf(device)] ?? 0) >= MOST_FAILED_STEPS)
    throw new StepClosed('too many wrong second steps in a row');
}
