import { SignInNameTaken } from '../errors.ts';
import { owedLine } from '../audit-trail.ts';
import type { Links } from './links.ts';
import { eraOf, type Member } from './member.ts';
import { type MemberStore, signInNameOf } from './member-store.ts';
import type { Office } from '../office/office.ts';

interface Dependencies {
  readonly members: Pick<MemberStore, 'find' | 'findBySignInName' | 'update'>;
  readonly links: Links;
  readonly office: Office;
}

/**
 * A member's own change of e-mail, which is also the name they sign in with: nothing changes before the new address answers. What ends their
 * sessions ends it. Threat: whoever sat at a session that is ended asked for it, and would take the account over through the link.
 */
export function createEmailChange({ members, links, office }: Dependencies) {
  async function find(token: unknown): Promise<{ member: Member; email: string } | undefined> {
    const link = await links.find('email', token);
    const member = link?.memberId ? await members.find(link.memberId) : undefined;
    if (member?.status !== 'active' || !link?.email) return undefined;
    return eraOf(member) === (link.era ?? 0) ? { member, email: link.email } : undefined;
  }

  return {
    /** The token of the link that goes to the new address; undefined when another member signs in with it. */
    async ask(member: Member, email: string): Promise<string | undefined> {
      const holder = await members.findBySignInName(signInNameOf(email));
      if (holder && holder._id !== member._id) return undefined;
      return links.issue('email', { memberId: member._id, email, era: eraOf(member) });
    },

    /** Whose address changes to what, without using the link up. */
    find,

    /**
     * Changes the address and uses the link up, in this order: a change that is refused leaves the link to try again with, and of two
     * who use it at once the member's version lets one through. Undefined when the link is spent or the address was taken meanwhile.
     * @throws {VersionConflict} when the member was changed in this moment
     */
    async confirm(token: unknown): Promise<{ member: Member; email: string } | undefined> {
      const found = await find(token);
      if (!found) return undefined;
      const { member, email } = found;
      const act = { act: 'member:email', memberId: member._id, subjectId: member._id };
      try {
        await members.update(member, { set: { email } }, [owedLine({ ...act, on: await office.today() })]);
      } catch (error) {
        if (error instanceof SignInNameTaken) return undefined;
        throw error;
      }
      await links.take('email', token);
      return found;
    },
  };
}
