import { Router } from 'express';
import { VersionConflict } from '../../errors.ts';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { textOf, versionOf } from '../../web/form-fields.ts';
import { render } from '../../web/view.ts';
import { checkHolderForm, readHolderForm } from '../account-forms.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { PositionExists } from '../errors.ts';
import { errorsOf } from '../form.ts';
import { formView } from '../form-page.ts';
import { type Guards, requirePermission } from '../sign-in/guards.ts';
import { linkPage, linkView } from '../members/link-page.ts';
import { parseForm } from '../parse-form.ts';
import { positionsPage, recoveryPage, recoveryView, settingsPage } from './settings-pages.ts';
import {
  checkPositionForm,
  checkSettingsForm,
  readPositionForm,
  readSettingsForm,
  settingsFormOf,
} from './settings-form.ts';
import { readRetention, retentionPage } from './retention-settings.ts';
import { signedIn } from '../sign-in/signed-in.ts';

/** How many report codes that open nothing were typed, by all people together: somebody may be guessing. */
export interface WrongCodes {
  counts(): Promise<{ readonly today: number; readonly week: number }>;
}

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly baseUrl: string;
  readonly wrongCodes: WrongCodes;
}

/** The administrator's pages about the office and its recovery key. */
export function settingsRoutes({ accounts, guards, baseUrl, wrongCodes }: Dependencies): Router {
  const { office, positions, recovery, settings } = accounts;
  const router = Router();
  const mayChange = [guards.requireMember, requirePermission('settings:change'), guards.requireFresh()];
  const mayPost = [...mayChange, parseForm, guards.requireFormToken];

  router.get(
    accountPaths.settings,
    ...mayChange,
    handler(async (_req, res) => {
      const present = await office.fresh();
      const page = settingsPage(siteOf(res), settingsFormOf(present), String(present.version));
      const note = siteOf(res).t('accounts.settings.wrongCodes', await wrongCodes.counts());
      render(res, formView, { ...page, note });
    }),
  );

  router.post(
    accountPaths.settings,
    ...mayPost,
    handler(async (req, res) => {
      const site = siteOf(res);
      const form = readSettingsForm(req.body);
      const version = textOf(req.body, 'version');
      const checked = checkSettingsForm(form);
      if (!checked.ok)
        return render(
          res,
          formView,
          settingsPage(site, form, version, errorsOf(site.t, checked.mistakes)),
          400,
        );
      try {
        const by = signedIn(res).member;
        await settings.change(versionOf(req.body), checked.value, by._id);
      } catch (error) {
        if (!(error instanceof VersionConflict)) throw error;
        const errors = errorsOf(site.t, [{ field: 'nameId', key: 'accounts.errors.changed' }]);
        const present = String((await office.fresh()).version);
        return render(res, formView, settingsPage(site, form, present, errors), 409);
      }
      return res.redirect(303, site.path(accountPaths.settings));
    }),
  );

  router.get(
    accountPaths.retention,
    ...mayChange,
    handler(async (req, res) => {
      const { retentionMonths, version } = await office.fresh();
      const isSaved = req.query['selesai'] !== undefined;
      render(res, formView, retentionPage(siteOf(res), retentionMonths, String(version), isSaved));
    }),
  );

  router.post(
    accountPaths.retention,
    ...mayPost,
    handler(async (req, res) => {
      const site = siteOf(res);
      const { retentionMonths: present } = await office.fresh();
      const retentionMonths = readRetention(req.body, present);
      await settings.changeRetention(versionOf(req.body), retentionMonths, signedIn(res).member._id);
      return res.redirect(303, `${site.path(accountPaths.retention)}?selesai`);
    }),
  );

  router.get(
    accountPaths.positions,
    ...mayChange,
    handler(async (_req, res) => {
      const empty = { positionId: '', positionEn: '', leadership: false };
      render(res, formView, positionsPage(siteOf(res), await positions.list(), empty));
    }),
  );

  router.post(
    accountPaths.positions,
    ...mayPost,
    handler(async (req, res) => {
      const site = siteOf(res);
      const form = readPositionForm(req.body);
      const checked = checkPositionForm(form);
      const refuse = async (mistakes: Parameters<typeof errorsOf>[1]) =>
        render(
          res,
          formView,
          positionsPage(site, await positions.list(), form, errorsOf(site.t, mistakes)),
          400,
        );
      if (!checked.ok) return refuse(checked.mistakes);
      const { positionId, positionEn, leadership } = checked.value;
      const name = { id: positionId, en: positionEn };
      const by = signedIn(res).member;
      try {
        await positions.add({ name, leadership }, by._id);
      } catch (error) {
        if (!(error instanceof PositionExists)) throw error;
        return refuse([{ field: 'positionId', key: 'accounts.errors.positionExists' }]);
      }
      return res.redirect(303, site.path(accountPaths.positions));
    }),
  );

  router.get(
    accountPaths.recovery,
    ...mayChange,
    handler(async (_req, res) => {
      const form = { holderName: '', positionIds: [] };
      render(
        res,
        recoveryView,
        recoveryPage(siteOf(res), await office.fresh(), await positions.list(), form),
      );
    }),
  );

  router.post(
    accountPaths.recovery,
    ...mayPost,
    handler(async (req, res) => {
      const site = siteOf(res);
      const known = await positions.list();
      const form = readHolderForm(req.body);
      const checked = checkHolderForm(
        form,
        known.map(({ _id }) => _id),
      );
      if (!checked.ok) {
        const errors = errorsOf(site.t, checked.mistakes);
        return render(res, recoveryView, recoveryPage(site, await office.fresh(), known, form, errors), 400);
      }
      const token = await recovery.nominate(checked.value, signedIn(res).member._id);
      const address = `${baseUrl}${site.path(accountPaths.holder(token))}`;
      return render(res, linkView, linkPage(site, checked.value.holderName, address));
    }),
  );

  return router;
}
