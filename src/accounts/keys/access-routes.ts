import { type Response, Router } from 'express';
import { NotFound } from '../../errors.ts';
import { isId } from '../../storage/ids.ts';
import { recipientFingerprint } from '../../vault/key-pairs.ts';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/uploads.ts';
import { type FieldError, render } from '../../web/view.ts';
import { accessPage, accessView } from './access-pages.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { type Guards, requirePermission } from '../sign-in/guards.ts';
import { parseForm } from '../parse-form.ts';
import { signedIn } from '../sign-in/signed-in.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
}

/** Handlers give the unit's key to new or reset colleagues, after comparing fingerprints. */
export function accessRoutes({ accounts, guards }: Dependencies): Router {
  const { members, units, unitKeys } = accounts;
  const router = Router();
  const mayGrant = [guards.requireMember, requirePermission('access:grant')];
  const mayPost = [...mayGrant, guards.requireFresh(accountPaths.access), parseForm, guards.requireFormToken];

  async function show(res: Response, errors: readonly FieldError[] = []): Promise<void> {
    const { member } = signedIn(res);
    const unit = member.unitId === null ? undefined : await units.find(member.unitId);
    if (!unit) throw new NotFound('the member belongs to no unit');
    const site = siteOf(res);
    const page = accessPage(site, member, unit.name[site.locale], await unitKeys.accessTo(unit), errors);
    render(res, accessView, page, errors.length > 0 ? 400 : 200);
  }

  router.get(
    accountPaths.access,
    ...mayGrant,
    handler(async (_req, res) => {
      await signedIn(res).keyring(); // does what was left to whoever holds the key
      await show(res);
    }),
  );

  router.post(
    accountPaths.giveRecovery, // stands before the members, whose ids take its place
    ...mayPost,
    handler(async (req, res) => {
      const { member, keyring } = signedIn(res);
      const { intake } = await keyring();
      const unit = member.unitId === null ? undefined : await units.find(member.unitId);
      const recovery = unit && (await unitKeys.awaitedRecovery(unit));
      if (
        recovery &&
        isCompared(recovery.recipient, req.body) &&
        (await unitKeys.giveToRecovery(member, intake, recovery))
      )
        return res.redirect(303, siteOf(res).path(accountPaths.access));
      return show(res, [{ field: 'pending', text: siteOf(res).t('accounts.access.notGiven') }]);
    }),
  );

  router.post(
    accountPaths.giveAccess(':id'),
    ...mayPost,
    handler(async (req, res) => {
      const { id } = req.params;
      const receiver = isId(id) ? await members.find(id) : undefined;
      if (!receiver) throw new NotFound('no such member');
      const { member, keyring } = signedIn(res);
      const { intake } = await keyring();
      if (
        isCompared(receiver.keyPair?.recipient ?? '', req.body) &&
        (await unitKeys.give(member, intake, receiver))
      )
        return res.redirect(303, siteOf(res).path(accountPaths.access));
      return show(res, [{ field: 'pending', text: siteOf(res).t('accounts.access.notGiven') }]);
    }),
  );

  return router;
}

/** What was compared is what is sealed to: a key that changed since the page was shown is refused. */
function isCompared(recipient: string, body: unknown): boolean {
  return recipient !== '' && recipientFingerprint(recipient) === textOf(body, 'fingerprint');
}
