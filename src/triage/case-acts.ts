import type { Request, Response } from 'express';
import { signedIn } from '../accounts/sign-in/signed-in.ts';
import type { CaseReadingService } from '../cases/case-reading-service.ts';
import type { CaseStepService } from '../cases/case-step-service.ts';
import type { HoldService } from '../cases/hold-service.ts';
import type { IdentityService } from '../cases/identity-service.ts';
import { isCalled, type Officer } from '../cases/readers.ts';
import type { ReplyService } from '../cases/reply-service.ts';
import { isStatus } from '../cases/case-terms.ts';
import { NotFound, StatusChangeRefused, VersionConflict } from '../errors.ts';
import { type Site, siteOf } from '../web/site.ts';
import { textOf } from '../web/form-fields.ts';
import { type FieldError, render } from '../web/view.ts';
import type { CaseDesk } from './case-desk.ts';
import { fieldOf, leftOf, type Mistake, mistakesIn, readTyped, type Typed } from './case-form.ts';
import { casePage } from './case-page.ts';
import type { CaseState } from './case-state.ts';
import { type Act, ACTS, triagePaths } from './triage-paths.ts';
import { caseView } from './triage-views.ts';

type Answer = (req: Request, res: Response, id: string) => Promise<void>;
/** Does the act; says which mistakes only showed when the case was looked at. */
type Perform = (officer: Officer, id: string, typed: Typed, site: Site) => Promise<readonly Mistake[] | void>;

type Opening = Pick<CaseReadingService, 'open'>;

interface Dependencies {
  readonly cases: Opening & ReplyService & CaseStepService;
  readonly holds: HoldService;
  readonly identities: IdentityService;
  readonly desk: CaseDesk;
}

/**
 * What is done on the page of a case. A mistake brings the page back with everything that was typed; so does a
 * colleague who saved first, with what the case is now.
 */
export function createActs({ cases, holds, identities, desk }: Dependencies) {
  async function showAgain(
    res: Response,
    id: string,
    { status, ...shown }: Pick<CaseState, 'typed' | 'errors' | 'isConflict' | 'done'> & { status: number },
  ): Promise<void> {
    const site = siteOf(res);
    const who = signedIn(res);
    const state = await desk.caseState(who, await desk.officerOf(who), id, site.locale);
    render(res, caseView, casePage(site, { ...state, ...shown }), status);
  }

  /** The page as it is now, with what was typed and could not be saved. */
  async function showConflict(res: Response, id: string, typed: Typed): Promise<void> {
    const errors = [{ field: fieldOf(typed), text: siteOf(res).t(`triage.conflict.act.${typed.act}`) }];
    await showAgain(res, id, { typed, errors, isConflict: true, status: 409 });
  }

  /** What was typed; undefined where the page came back instead: in the other language, or with mistakes that show at once. */
  async function typedIn(name: Act, ...[req, res, id]: Parameters<Answer>): Promise<Typed | undefined> {
    const typed = readTyped(name, req.body);
    const isTranslated = textOf(req.body, 'language') !== '';
    const errors = isTranslated ? [] : errorsOf(siteOf(res), mistakesIn(typed));
    if (!isTranslated && errors.length === 0) return typed;
    await showAgain(res, id, { typed, errors, status: isTranslated ? 200 : 400 });
    return undefined;
  }

  function act(name: Act, perform: Perform): Answer {
    return async (req, res, id) => {
      const typed = await typedIn(name, req, res, id);
      if (!typed) return undefined;
      const site = siteOf(res);
      try {
        const officer = await desk.officerOf(signedIn(res));
        const late = (await perform(officer, id, typed, site)) ?? [];
        if (late.length > 0)
          return await showAgain(res, id, { typed, errors: errorsOf(site, late), status: 400 });
      } catch (error) {
        if (!isOvertaken(error)) throw error;
        return showConflict(res, id, typed);
      }
      // Not redirected then: no address may hold what was not sent. Reloading sends the same form, which has one effect.
      const left = leftOf(typed);
      if (left) return showAgain(res, id, { typed: left, done: name, status: 200 });
      return res.redirect(303, `${site.path(triagePaths.case(id))}?selesai=${ACTS[name]}`);
    };
  }

  return {
    typedIn,

    /** An act of one button, with which nothing is typed: where others were faster, the page says so and what the case is now. */
    button:
      (answer: Answer): Answer =>
      async (req, res, id) => {
        try {
          await answer(req, res, id);
        } catch (error) {
          if (!isOvertaken(error)) throw error;
          await showAgain(res, id, { isConflict: true, status: 409 });
        }
      },

    reply: act('reply', async (officer, id, { formId, reply }) =>
      cases.reply(officer, id, { formId, text: reply }),
    ),

    note: act('note', async (officer, id, { formId, note }) =>
      cases.note(officer, id, { formId, text: note }),
    ),

    assign: act('assign', async (officer, id, { version, assignee }) => {
      const found = await desk.outside(officer, id);
      const chosen = await desk.assigneeFor(found, assignee);
      if (!chosen) return [{ field: 'assignee', key: 'assignee' }];
      if (isCalled(chosen, found.assigneeId)) return [];
      return cases.assign(officer, id, { version, assignee: chosen });
    }),

    changeStatus: act('status', async (officer, id, typed) => {
      const { status: to, version, reason } = typed;
      if (!isStatus(to)) return [{ field: 'status', key: 'status' }];
      try {
        return await cases.changeStatus(officer, id, { version, to, reason });
      } catch (error) {
        if (error instanceof StatusChangeRefused) return [{ field: 'status', key: 'status' }];
        if (error instanceof VersionConflict && (await isRepeated(cases, officer, id, typed))) return [];
        throw error;
      }
    }),

    askForIdentity: act('identity', async (officer, id, { formId, identityReason: reason }, { t }) =>
      identities.request(officer, id, { formId, reason, note: t('triage.identity.noteText', { reason }) }),
    ),

    hold: act('hold', async (officer, id, { isHeld, holdId, formId, holdReason: reason }, { t }) =>
      isHeld
        ? holds.begin(officer, id, { formId, reason, note: t('triage.retention.noteText', { reason }) })
        : holds.end(officer, id, holdId),
    ),
  };
}

export type Acts = ReturnType<typeof createActs>;

/** Not found: it is held, taken up again or withdrawn by now. Where the member may not know of it, showing it says so again. */
function isOvertaken(error: unknown): boolean {
  return error instanceof VersionConflict || error instanceof NotFound;
}

/** Whether the member's own click before this one did exactly this already. */
async function isRepeated(cases: Opening, officer: Officer, id: string, typed: Typed): Promise<boolean> {
  const { case: found, steps } = await cases.open(officer, id);
  const last = steps.at(-1);
  return (
    last?.kind === 'status' &&
    isCalled(officer, last.memberId) &&
    last.to === typed.status &&
    found.version === typed.version + 1 &&
    (last.reason ?? '') === (typed.reason.trim() === '' ? '' : typed.reason)
  );
}

function errorsOf({ t }: Site, mistakes: readonly Mistake[]): FieldError[] {
  return mistakes.map(({ field, key, most = 0 }) => ({ field, text: t(`triage.mistake.${key}`, { most }) }));
}
