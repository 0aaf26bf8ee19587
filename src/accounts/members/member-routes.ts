import { type Response, Router } from 'express';
import { NotFound, VersionConflict } from '../../errors.ts';
import { isId } from '../../storage/ids.ts';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/uploads.ts';
import { render } from '../../web/view.ts';
import { checkMemberForm, type MemberForm, readMemberForm } from '../account-forms.ts';
import { accountPaths, type MemberAct, memberActOf } from '../account-paths.ts';
import type { AccountMail } from '../account-mail.ts';
import type { Accounts } from '../accounts.ts';
import { LastAdministrator, SignInNameTaken } from '../errors.ts';
import { errorsOf } from '../form.ts';
import { formView, messageView } from '../form-page.ts';
import { openingLink } from '../office/opening-page.ts';
import { assertPermission, type Guards, requirePermission } from '../sign-in/guards.ts';
import { standingChanges } from './member-changes.ts';
import { identityProofs, type Member } from './member.ts';
import {
  actsFor,
  confirmPage,
  invitePage,
  type KeyState,
  linkPage,
  linkSentPage,
  linkView,
  memberPage,
  membersPage,
  membersView,
  memberView,
  PROOF_FIELD,
} from './member-pages.ts';
import type { AccessNews } from '../keys/access-news.ts';
import { isWatcher } from '../keys/vouching.ts';
import { parseForm } from '../parse-form.ts';
import type { Permission } from '../permissions.ts';
import { signedIn } from '../sign-in/signed-in.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly mail: AccountMail;
  readonly news: AccessNews;
  /** Scheme, host and port of the links that are handed out. */
  readonly baseUrl: string;
}

const permissionFor: Readonly<Record<MemberAct, Permission>> = {
  end: 'member:end',
  reset: 'member:reset',
  link: 'member:invite',
  restore: 'member:reset',
  sessions: 'member:reset',
};

const emptyForm: MemberForm = { name: '', email: '', roles: [], unitId: '', positionIds: [] };

/** The administrator's pages about members. */
export function memberRoutes({ accounts, guards, mail, news, baseUrl }: Dependencies): Router {
  const { members, units, positions, unitKeys, vouches, recovery } = accounts;
  const router = Router();
  const mayList = [guards.requireMember, requirePermission('member:invite')];
  const mayInvite = [...mayList, guards.requireFresh()];
  const mayPost = [...mayInvite, parseForm, guards.requireFormToken];

  async function lists() {
    const [everyUnit, everyPosition] = await Promise.all([units.list(), positions.list()]);
    return { units: everyUnit, positions: everyPosition };
  }

  async function known() {
    const { units: everyUnit, positions: everyPosition } = await lists();
    return {
      unitIds: everyUnit.map(({ _id }) => _id),
      positionIds: everyPosition.map(({ _id }) => _id),
    };
  }

  async function memberOf(id: unknown): Promise<Member> {
    const member = isId(id) ? await members.find(id) : undefined;
    if (!member) throw new NotFound('no such member');
    return member;
  }

  /** The member that the form showed; somebody else's change meanwhile is told and not overwritten. */
  async function unchangedMember(id: unknown, version: string): Promise<Member> {
    const member = await memberOf(id);
    if (String(member.version) !== version) throw new VersionConflict('the member was changed meanwhile');
    return member;
  }

  async function keyStateOf(member: Member): Promise<KeyState> {
    const unit = member.unitId === null ? undefined : await units.find(member.unitId);
    if (!unit) return 'none';
    return isWatcher(member) ? vouches.stateOf(member) : unitKeys.stateIn(unit, member);
  }

  async function showMember(
    res: Response,
    member: Member,
    form: MemberForm,
    mistakes: Parameters<typeof errorsOf>[1] = [],
  ) {
    const site = siteOf(res);
    const errors = errorsOf(site.t, mistakes);
    const actorId = signedIn(res).member._id;
    const given = { form, lists: await lists(), keyState: await keyStateOf(member), actorId, errors };
    render(res, memberView, memberPage(site, member, given), errors.length > 0 ? 400 : 200);
  }

  /**
   * Hands a one-time link to its member. Threat: an administrator resets a colleague and uses the link themselves; so it goes to the
   * member's own address, and stands on the page only where the portal sends no mail at all.
   */
  async function handOver(res: Response, member: Member, token: string): Promise<void> {
    const site = siteOf(res);
    if (!mail.isSent) {
      const address = `${baseUrl}${site.path(accountPaths.invitation(token))}`;
      return render(res, linkView, linkPage(site, member.name, address, site.t('accounts.link.noMail')));
    }
    const isTaken = await mail.sendInvitation(member, token);
    return render(res, messageView, linkSentPage(site, member, isTaken), isTaken ? 200 : 503);
  }

  router.get(
    accountPaths.members,
    ...mayList,
    handler(async (_req, res) => {
      const everybody = await members.list();
      const states = await Promise.all(
        everybody.map(async (member) => [member._id, await keyStateOf(member)] as const),
      );
      const site = siteOf(res);
      const opening = openingLink(site, await accounts.opening());
      render(res, membersView, membersPage(site, everybody, await lists(), new Map(states), opening));
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
        const { member, token } = await members.invite(checked.value, signedIn(res).member._id);
        return await handOver(res, member, token);
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
      if (standingChanges(member, checked.value).length > 0)
        await mail.tellOffice(await members.list(), {
          news: 'standing',
          by: signedIn(res).member,
          about: () => name,
        });
      return res.redirect(303, siteOf(res).path(accountPaths.member(member._id)));
    }),
  );

  /** The act that the address names, if this member allows it now. */
  async function actOn(res: Response, member: Member, segment: unknown): Promise<MemberAct> {
    const act = memberActOf(segment);
    const allowed = actsFor(member, signedIn(res).member._id, await keyStateOf(member));
    if (!act || !allowed.includes(act)) throw new NotFound('no such act on this member');
    return act;
  }

  router.get(
    `${accountPaths.member(':id')}/:act`,
    ...mayInvite,
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
    await news.tell(member._id, 'reset', actor);
    return handOver(res, member, token);
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
        return handOver(res, member, await members.inviteAgain(member, actorId));
      case 'restore': {
        const path = accountPaths.restore(await recovery.offerRestore(member, actorId));
        const site = siteOf(res);
        return render(res, linkView, linkPage(site, member.name, `${baseUrl}${site.path(path)}`));
      }
    }
  }

  return router;
}
