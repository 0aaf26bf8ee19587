import { type Response, Router } from 'express';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { render } from '../../web/view.ts';
import { checkMemberForm, type MemberForm, readMemberForm } from '../account-forms.ts';
import { accountPaths } from '../account-paths.ts';
import type { AccountMail } from '../account-mail.ts';
import type { Accounts } from '../accounts.ts';
import { LastAdministrator, SignInNameTaken } from '../errors.ts';
import { errorsOf } from '../form.ts';
import { formView } from '../form-page.ts';
import { openingLink } from '../office/opening-page.ts';
import { type Guards, requirePermission } from '../sign-in/guards.ts';
import type { Member } from './member.ts';
import { memberActRoutes } from './member-act-routes.ts';
import { invitePage, memberPage, memberView } from './member-page.ts';
import { createMembersAsked } from './members-asked.ts';
import { membersPage, membersView } from './members-page.ts';
import { handOver } from './link-handover.ts';
import { parseForm } from '../parse-form.ts';
import { signedIn } from '../sign-in/signed-in.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly mail: AccountMail;
  /** Scheme, host and port of the links that are handed out. */
  readonly baseUrl: string;
}

const emptyForm: MemberForm = { name: '', email: '', roles: [], unitId: '', positionIds: [] };

/** The administrator's pages about members. */
export function memberRoutes({ accounts, guards, mail, baseUrl }: Dependencies): Router {
  const { members } = accounts;
  const { lists, known, memberOf, unchangedMember, keyStateOf, keyStatesOf } = createMembersAsked(accounts);
  const links = { mail, baseUrl };
  const router = Router();
  const mayList = [guards.requireMember, requirePermission('member:invite')];
  const mayInvite = [...mayList, guards.requireFresh()];
  const mayPost = [...mayInvite, parseForm, guards.requireFormToken];

  async function showMember(
    res: Response,
    member: Member,
    form: MemberForm,
    mistakes: Parameters<typeof errorsOf>[1] = [],
  ) {
    const site = siteOf(res);
    const errors = errorsOf(site.t, mistakes);
    const actorId = signedIn(res).member._id;
    const [inOffice, keyState] = await Promise.all([lists(), keyStateOf(member)]);
    const given = { form, lists: inOffice, keyState, actorId, errors };
    render(res, memberView, memberPage(site, member, given), errors.length > 0 ? 400 : 200);
  }

  router.get(
    accountPaths.members,
    ...mayList,
    handler(async (_req, res) => {
      const [everybody, inOffice] = await Promise.all([members.list(), lists()]);
      const states = await keyStatesOf(everybody, inOffice.units);
      const site = siteOf(res);
      const opening = openingLink(site, await accounts.opening());
      render(res, membersView, membersPage(site, everybody, inOffice, states, opening));
    }),
  );

  router.get(
    accountPaths.invite,
    ...mayInvite,
    handler(async (_req, res) => {
      render(res, formView, invitePage(siteOf(res), emptyForm, await lists()));
    }),
  );

  router.post(
    accountPaths.invite,
    ...mayPost,
    handler(async (req, res) => {
      const form = readMemberForm(req.body);
      const checked = checkMemberForm(form, await known());
      const site = siteOf(res);
      const refuse = async (mistakes: Parameters<typeof errorsOf>[1]) =>
        render(res, formView, invitePage(site, form, await lists(), errorsOf(site.t, mistakes)), 400);
      if (!checked.ok) return refuse(checked.mistakes);
      try {
        return await handOver(res, links, await members.invite(checked.value, signedIn(res).member._id));
      } catch (error) {
        if (error instanceof SignInNameTaken)
          return refuse([{ field: 'email', key: 'accounts.errors.emailTaken' }]);
        throw error;
      }
    }),
  );

  router.get(
    accountPaths.member(':id'),
    ...mayInvite,
    handler(async (req, res) => {
      const member = await memberOf(req.params['id']);
      await showMember(res, member, { ...member, unitId: member.unitId ?? '' });
    }),
  );

  router.post(
    accountPaths.member(':id'),
    ...mayPost,
    handler(async (req, res) => {
      const member = await unchangedMember(req.params['id'], textOf(req.body, 'version'));
      const form = { ...readMemberForm(req.body), email: member.email };
      const checked = checkMemberForm(form, await known());
      if (!checked.ok) return showMember(res, member, form, checked.mistakes);
      const { name, roles, unitId, positionIds } = checked.value;
      try {
        await members.change(member, { name, roles, unitId, positionIds }, signedIn(res).member._id);
      } catch (error) {
        if (!(error instanceof LastAdministrator)) throw error;
        return showMember(res, member, form, [{ field: 'roles', key: 'accounts.errors.lastAdministrator' }]);
      }
      return res.redirect(303, siteOf(res).path(accountPaths.member(member._id)));
    }),
  );

  router.use(memberActRoutes({ accounts, links, mayAsk: mayInvite, mayPost }));

  return router;
}
