import { type RequestHandler, Router } from 'express';
import type { Accounts } from '../accounts/accounts.ts';
import type { Guards } from '../accounts/sign-in/guards.ts';
import { signedIn } from '../accounts/sign-in/signed-in.ts';
import type { Day } from '../calendar/day.ts';
import type { CaseService } from '../cases/case-services.ts';
import type { ConflictService } from '../cases/conflict-service.ts';
import type { HoldService } from '../cases/hold-service.ts';
import type { IdentityService } from '../cases/identity-service.ts';
import type { SpamService } from '../cases/spam-service.ts';
import { NotFound } from '../errors.ts';
import { isId } from '../storage/ids.ts';
import type { PreviewService } from '../preview/preview-service.ts';
import { handler } from '../web/handler.ts';
import { siteOf } from '../web/site.ts';
import { parseForm } from '../web/form-body.ts';
import { textOf } from '../web/form-fields.ts';
import { render } from '../web/view.ts';
import { createActs } from './case-acts.ts';
import { createCaseDesk } from './case-desk.ts';
import { casePage } from './case-page.ts';
import { conflictRoutes } from './conflict-routes.ts';
import { identityRoutes } from './identity-routes.ts';
import { sendFile } from './file-download.ts';
import { createFilePreviews } from './file-preview.ts';
import { queuePage } from './queue-page.ts';
import { readQueueQuery } from './queue-query.ts';
import { SPAM_ACTS, SPAM_FIELD } from './spam-panel.ts';
import { ACT_NAMES, doneActOf, STEPPED_BACK, triagePaths } from './triage-paths.ts';
import { caseView, queueView } from './triage-views.ts';
import { createWithKeys } from './with-keys.ts';

interface Dependencies {
  readonly cases: CaseService;
  readonly conflicts: ConflictService;
  readonly spam: SpamService;
  readonly holds: HoldService;
  readonly identities: IdentityService;
  readonly accounts: Pick<Accounts, 'readers' | 'shown'>;
  readonly previews: PreviewService;
  readonly guards: Guards;
  readonly today: () => Promise<Day>;
  /** How often a member is shown a case. */
  readonly readLimit: RequestHandler;
  /** How often a member is sent a file or a preview. */
  readonly handOutLimit: RequestHandler;
}

/** The office's work on cases: the queue, a case, and every act on it. What a member may not know of is not found. */
export function triageRoutes({
  cases,
  conflicts,
  spam,
  holds,
  identities,
  accounts,
  previews,
  guards,
  today,
  readLimit,
  handOutLimit,
}: Dependencies): Router {
  const { requireMember, requirePermission, requireFormToken } = guards;
  const desk = createCaseDesk({ cases, holds, identities, accounts, today });
  const acts = createActs({ cases, holds, identities, desk });
  const withKeys = createWithKeys(desk);
  const filePreviews = createFilePreviews({ cases, previews });
  const router = Router();

  router.get(
    triagePaths.queue,
    requireMember,
    requirePermission('case:list'),
    handler(async (req, res) => {
      const site = siteOf(res);
      const query = readQueueQuery(req.query);
      const state = await desk.queueState(signedIn(res), query, site.locale);
      const hasLeft = req.query['selesai'] === STEPPED_BACK;
      const notice = hasLeft && { notice: site.t('triage.stepBack.done') };
      render(res, queueView, { ...queuePage(site, state), ...notice });
    }),
  );

  router.get(
    triagePaths.case(':id'),
    requireMember,
    requirePermission('case:list'),
    readLimit,
    withKeys(async (req, res, id) => {
      const site = siteOf(res);
      const who = signedIn(res);
      const officer = await desk.officerOf(who);
      const state = await desk.caseState(who, officer, id, site.locale);
      const looked = await filePreviews.lookedAt(state.opened, req.query, res);
      const done = doneActOf(req.query['selesai']);
      render(res, caseView, casePage(site, { ...state, ...(done && { done }), ...(looked && { looked }) }));
    }),
  );

  router.post(
    triagePaths.act(':id', 'reply'),
    requireMember,
    requirePermission('case:reply'),
    readLimit, // what comes back with a mistake shows the case
    parseForm,
    requireFormToken,
    withKeys(acts.reply),
  );

  router.post(
    triagePaths.act(':id', 'note'),
    requireMember,
    requirePermission('case:note'),
    readLimit,
    parseForm,
    requireFormToken,
    withKeys(acts.note),
  );

  router.post(
    triagePaths.act(':id', 'assign'),
    requireMember,
    requirePermission('case:assign'),
    readLimit,
    parseForm,
    requireFormToken,
    withKeys(acts.assign),
  );

  router.post(
    triagePaths.act(':id', 'status'),
    requireMember,
    requirePermission('case:status'),
    readLimit,
    parseForm,
    requireFormToken,
    withKeys(acts.changeStatus),
  );

  router.post(
    triagePaths.act(':id', 'identity'),
    requireMember,
    requirePermission('case:open'),
    readLimit,
    parseForm,
    requireFormToken,
    withKeys(acts.askForIdentity),
  );

  router.get(
    triagePaths.file(':id', ':fileId'),
    requireMember,
    requirePermission('case:open'),
    handOutLimit,
    withKeys(async (req, res, id) => {
      const officer = await desk.officerOf(signedIn(res));
      const file = await cases.openFile(officer, id, String(req.params['fileId']));
      await sendFile(res, file, siteOf(res).t('triage.file.unnamed'));
    }),
  );

  router.get(
    triagePaths.preview(':id', ':fileId'),
    requireMember,
    requirePermission('case:open'),
    handOutLimit,
    withKeys(async (req, res, id) => {
      const officer = await desk.officerOf(signedIn(res));
      await filePreviews.send(officer, { caseId: id, fileId: String(req.params['fileId']) }, req, res);
    }),
  );

  router.post(
    triagePaths.act(':id', 'hold'),
    requireMember,
    requirePermission('case:hold'),
    readLimit,
    parseForm,
    requireFormToken,
    withKeys(acts.hold),
  );

  router.post(
    triagePaths.spam(':id'),
    requireMember,
    requirePermission('case:status'),
    readLimit,
    parseForm,
    requireFormToken,
    withKeys(async (req, res, id) => {
      const act = SPAM_ACTS.find((each) => each === textOf(req.body, SPAM_FIELD));
      if (!act) throw new NotFound('nothing of that kind is done here');
      await acts.button(async () => {
        await spam[act](await desk.officerOf(signedIn(res)), id);
        res.redirect(303, siteOf(res).path(triagePaths.case(id)));
      })(req, res, id);
    }),
  );

  router.use(conflictRoutes({ conflicts, desk, guards, withKeys, typedIn: acts.typedIn, readLimit }));
  router.use(identityRoutes({ identities, desk, guards, withKeys, button: acts.button, readLimit }));

  // The address of a form that came back with a mistake: reloading it, or coming from a bookmark, opens the case.
  for (const path of [
    ...ACT_NAMES.map((act) => triagePaths.act(':id', act)),
    triagePaths.declaration(':id'),
    triagePaths.act(':id', 'stepBack'),
    triagePaths.spam(':id'),
    triagePaths.identityDecision(':id'),
    triagePaths.identityOpening(':id'),
  ])
    router.get(path, requireMember, requirePermission('case:list'), (req, res) => {
      const { id } = req.params;
      if (!isId(id)) throw new NotFound('this is the id of no case'); // anything else would be put into the address as it is
      res.redirect(303, siteOf(res).path(triagePaths.case(id)));
    });

  return router;
}
