import { type Request, type Response, Router } from 'express';
import { NotFound } from '../../errors.ts';
import { isId } from '../../storage/ids.ts';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { render } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { type Guards, requirePermission } from '../sign-in/guards.ts';
import { keysPage, keysView, type ConfirmationProblem } from './key-pages.ts';
import { parseForm } from '../parse-form.ts';
import type { Permission } from '../permissions.ts';
import { signedIn } from '../sign-in/signed-in.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
}

/** Everybody sees who vouched for which key; a second person confirms one after comparing fingerprints outside the portal. */
export function keyRoutes({ accounts, guards }: Dependencies): Router {
  const { confirmations } = accounts;
  const router = Router();
  const mayPost = (permission: Permission) => [
    guards.requireMember,
    requirePermission(permission),
    guards.requireFresh(accountPaths.keys),
    parseForm,
    guards.requireFormToken,
  ];

  async function show(res: Response, refused?: ConfirmationProblem): Promise<void> {
    const { member } = signedIn(res);
    const keys = await confirmations.seenBy(member);
    render(res, keysView, keysPage(siteOf(res), member, keys, refused), refused ? 400 : 200);
  }

  router.get(
    accountPaths.keys,
    guards.requireMember,
    handler(async (_req, res) => {
      await signedIn(res).keyring(); // a handler may have a new key to make first
      await show(res);
    }),
  );

  router.post(
    accountPaths.confirmKey(':id'),
    ...mayPost('key:confirm'),
    handler(async (req, res) => {
      const unitId = unitIdOf(req);
      const { member } = signedIn(res);
      const outcome = await confirmations.confirm(member, unitId, textOf(req.body, `key-${unitId}`));
      if (outcome !== 'confirmed') return show(res, { unitId, key: `accounts.confirmKey.${outcome}` });
      return res.redirect(303, siteOf(res).path(accountPaths.keys));
    }),
  );

  router.post(
    accountPaths.openAlone(':id'),
    ...mayPost('access:grant'),
    handler(async (req, res) => {
      const unitId = unitIdOf(req);
      if (!(await confirmations.openAlone(signedIn(res).member, unitId)))
        return show(res, { unitId, key: 'accounts.confirmKey.changed' });
      return res.redirect(303, siteOf(res).path(accountPaths.keys));
    }),
  );

  return router;
}

/** @throws {NotFound} for what is no id */
function unitIdOf(req: Request): string {
  const { id } = req.params;
  if (!isId(id)) throw new NotFound('no such unit');
  return id;
}
