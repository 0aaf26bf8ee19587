import { deriveId } from '../../vault/derive.ts';
import type { Envelope } from '../../vault/envelope.ts';
import { deriveWrappingKey, unwrapSecret, type WrappingKey, wrapSecret } from '../../vault/wrapping.ts';
import { owedLine } from '../audit-trail.ts';
import type { Member } from '../members/member.ts';
import { wrapUnder } from './member-keys.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { PasswordWork } from '../sign-in/password-work.ts';
import { personalRecoveryPlace } from '../places.ts';
import { newPrintedCode, readPrintedCode } from '../sign-in/printed-codes.ts';
import type { OpenSession, Sessions } from '../sign-in/sessions.ts';

interface Dependencies {
  readonly members: MemberStore;
  readonly sessions: Sessions;
  readonly office: Office;
  readonly passwordWork: PasswordWork;
}

/**
 * Personal recovery codes: printed once by the member, they open the member's own identity, so that a forgotten password costs no
 * access and nobody else is needed. The second factor is asked at the next sign-in as ever.
 */
export function createPersonalRecovery(dependencies: Dependencies) {
  const { members, sessions, office, passwordWork } = dependencies;

  async function owed(act: string, member: Member) {
    return [owedLine({ act, memberId: member._id, subjectId: member._id, on: await office.today() })];
  }

  async function find(typed: string): Promise<Member | undefined> {
    const symbols = readPrintedCode(typed);
    if (symbols === undefined) return undefined;
    const member = await members.findByRecovery(keysOf(symbols).lookupId);
    return member?.status === 'active' ? member : undefined;
  }

  return {
    /** Whose code this is, without using it up. */
    find,

    /** A new code in place of an earlier one. */
    async make(session: OpenSession, member: Member): Promise<string> {
      const { code, symbols } = newPrintedCode();
      const { lookupId, wrappingKey } = keysOf(symbols);
      const bytes = new TextEncoder().encode(await sessions.openOwn(session));
      const identity = await wrapSecret(wrappingKey, personalRecoveryPlace(member._id), bytes);
      const recovery = { lookupId, identity, since: await office.today() };
      await members.update(member, { set: { recovery } }, await owed('recovery-code:make', member));
      return code;
    },

    /**
     * Sets a new password with the code, which dies in the same write; every session ends, with any change of e-mail under way. Of two who use
     * it at once the second is told of a conflict. Undefined for a code that is nobody's. @throws {VersionConflict} @throws {TooBusy}
     */
    async use(typed: string, password: string): Promise<Member | undefined> {
      const [member, symbols] = [await find(typed), readPrintedCode(typed)];
      if (!member?.recovery || !member.keyPair || symbols === undefined) return undefined;
      const identity = await open(keysOf(symbols).wrappingKey, member._id, member.recovery.identity);
      const wrapped = await passwordWork.run(async (hash) => wrapUnder(member._id, password, identity, hash));
      const keyPair = { ...member.keyPair, identity: wrapped.identity };
      const change = {
        set: { password: wrapped.password, keyPair },
        remove: ['recovery', 'failedSteps'] as const,
      };
      await sessions.endWith(member, change, await owed('recovery-code:use', member));
      return member;
    },
  };
}

function keysOf(symbols: string): { readonly lookupId: string; readonly wrappingKey: WrappingKey } {
  const secret = new TextEncoder().encode(symbols);
  return {
    lookupId: deriveId(secret, 'personal-recovery/lookup'),
    wrappingKey: deriveWrappingKey(secret, 'personal-recovery/wrap'),
  };
}

async function open(key: WrappingKey, memberId: string, envelope: Envelope): Promise<string> {
  return new TextDecoder().decode(await unwrapSecret(key, personalRecoveryPlace(memberId), envelope));
}
