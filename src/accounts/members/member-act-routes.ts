import { type RequestHandler, type Response, Router } from 'express';
import { NotFound } from '../../errors.ts';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { render } from '../../web/view.ts';
import { accountPaths, type MemberAct, memberActOf } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { errorsOf } from '../form.ts';
import { formView } from '../form-page.ts';
import type { Permission } from '../permissions.ts';
import { assertPermission } from '../sign-in/guards.ts';
import { signedIn } from '../sign-in/signed-in.ts';
import { type ForLinks, handOver } from './link-handover.ts';
import { linkPage, linkView } from './link-page.ts';
import { identityProofs, type Member } from './member.ts';
import { confirmPage, PROOF_FIELD } from './member-act-page.ts';
import { actsFor } from './member-state.ts';
import { createMembersAsked } from './members-asked.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly links: ForLinks;
  /** What stands before the page of an act, and before its form. */
  readonly mayAsk: readonly RequestHandler[];
  readonly mayPost: readonly RequestHandler[];
}

const permissionFor: Readonly<Record<MemberAct, Permission>> = {
  end: 'member:end',
  reset: 'member:reset',
  link: 'member:invite',
  restore: 'member:reset',
  sessions: 'member:reset',
};

/** What an administrator does to a member, each act asked about once more. */
export function memberActRoutes({ accounts, links, mayAsk, mayPost }: Dependencies): Router {
  const { members, recovery } = accounts;
  const { memberOf, unchangedMember, keyStateOf } = createMembersAsked(accounts);
  const router = Router();

  /** The act that the address names, if this member allows it now. */
  async function actOn(res: Response, member: Member, segment: unknown): Promise<MemberAct> {
    const act = memberActOf(segment);
    const allowed = actsFor(member, signedIn(res).member._id, await keyStateOf(member));
    if (!act || !allowed.includes(act)) throw new NotFound('no such act on this member');
    return act;
  }

  router.get(
    `${accountPaths.member(':id')}/:act`,
    ...mayAsk,
    handler(async (req, res) => {
      const member = await memberOf(req.params['id']);
      const act = await actOn(res, member, req.params['act']);
      render(res, formView, confirmPage(siteOf(res), member, act));
    }),
  );

  router.post(
    `${accountPaths.member(':id')}/:act`,
    ...mayPost,
    handler(async (req, res) => {
      const member = await unchangedMember(req.params['id'], textOf(req.body, 'version'));
      const act = await actOn(res, member, req.params['act']);
      assertPermission(signedIn(res).member, permissionFor[act]);
      if (act === 'reset') return reset(res, member, textOf(req.body, PROOF_FIELD));
      return doAct(res, member, act);
    }),
  );

  async function reset(res: Response, member: Member, chosen: string): Promise<void> {
    const proof = identityProofs.find((possible) => possible === chosen);
    const site = siteOf(res);
    if (!proof) {
      const errors = errorsOf(site.t, [{ field: PROOF_FIELD, key: 'accounts.proof.missing' }]);
      return render(res, formView, confirmPage(site, member, 'reset', errors), 400);
    }
    const { member: actor } = signedIn(res);
    const token = await members.reset(member, actor._id, proof);
    return handOver(res, links, { member, token });
  }

  async function doAct(res: Response, member: Member, act: Exclude<MemberAct, 'reset'>): Promise<void> {
    const actorId = signedIn(res).member._id;
    switch (act) {
      case 'end':
        await members.end(member, actorId);
        return res.redirect(303, siteOf(res).path(accountPaths.members));
      case 'sessions':
        await members.endSessions(member, actorId);
        return res.redirect(303, siteOf(res).path(accountPaths.member(member._id)));
      case 'link':
        return handOver(res, links, { member, token: await members.inviteAgain(member, actorId) });
      case 'restore': {
        const path = accountPaths.restore(await recovery.offerRestore(member, actorId));
        const site = siteOf(res);
        return render(res, linkView, linkPage(site, member.name, `${links.baseUrl}${site.path(path)}`));
      }
    }
  }

  return router;
}
