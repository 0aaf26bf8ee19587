import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Envelope } from '../../vault/envelope.ts';
import { UnsupportedRecipient } from '../../vault/errors.ts';
import { isFingerprintOf } from '../../vault/key-pairs.ts';
import { SEALED_SCHEME } from '../../vault/sealed-to.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { render } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import { errorsOf } from '../form.ts';
import { messageView } from '../form-page.ts';
import {
  makeKeyPage,
  makeKeyView,
  proveKeyPage,
  proveKeyView,
  provenPage,
  restoredPage,
  restorePage,
  restoreView,
} from './holder-pages.ts';
import type { PendingRecovery } from '../members/link-store.ts';
import { behindLink, linkHeaders, showGone } from '../members/one-time-link.ts';
import { parseForm } from '../parse-form.ts';
import type { Recovery } from './recovery.ts';

interface Dependencies {
  readonly recovery: Recovery;
  readonly limit: RequestHandler;
}

/** The pages of whoever holds the recovery key: no account, a one-time link each time. */
export function holderRoutes({ recovery, limit }: Dependencies): Router {
  const router = Router();
  const mayPost = [limit, linkHeaders, parseForm];
  const pendingOf = async (token: string) => (await recovery.find(token))?.recovery;

  router.get(
    accountPaths.holder(':token'),
    linkHeaders,
    behindLink(pendingOf, (req, res, { token, found: pending }) => {
      if (req.query['ulang'] === undefined) return showStep(res, token, pending);
      return render(res, makeKeyView, makeKeyPage(siteOf(res), token, pending));
    }),
  );

  router.post(
    accountPaths.holder(':token'),
    ...mayPost,
    behindLink(pendingOf, async (req, res, { token, found: pending }) => {
      const site = siteOf(res);
      const typed = textOf(req.body, 'recipient').trim();
      const refuse = (key: string, kept: string) => {
        const errors = errorsOf(site.t, [{ field: 'recipient', key }]);
        render(res, makeKeyView, makeKeyPage(site, token, pending, kept, errors), 400);
      };
      // A secret that was pasted by mistake is told and never sent back or kept.
      if (/AGE-SECRET-KEY/i.test(typed)) return refuse('accounts.holder.isSecret', '');
      try {
        const offered = (await recovery.offer(token, typed))?.recovery;
        return offered ? showStep(res, token, offered) : showGone(res);
      } catch (error) {
        if (error instanceof UnsupportedRecipient)
          return refuse('accounts.holder.notRecipient', typed.slice(0, 4000));
        throw error;
      }
    }),
  );

  router.post(
    accountPaths.holderAnswer(':token'),
    ...mayPost,
    behindLink(pendingOf, async (req, res, { token, found: pending }) => {
      const outcome = await recovery.prove(token, textOf(req.body, 'answer'));
      const site = siteOf(res);
      if (outcome === 'gone' || !pending.recipient) return showGone(res);
      if (outcome === 'proven') return render(res, messageView, provenPage(site, pending.recipient));
      const errors = errorsOf(site.t, [{ field: 'answer', key: 'accounts.holder.wrong' }]);
      return render(res, proveKeyView, proveKeyPage(site, token, pending, errors), 400);
    }),
  );

  router.get(
    accountPaths.restore(':token'),
    linkHeaders,
    behindLink(recovery.restoration, (_req, res, { token, found }) =>
      render(res, restoreView, restorePage(siteOf(res), token, found)),
    ),
  );

  router.post(
    accountPaths.restore(':token'),
    ...mayPost,
    behindLink(recovery.restoration, async (req, res, { token, found }) => {
      const site = siteOf(res);
      const sealed = readResealed(textOf(req.body, 'resealed'));
      const recipient = textOf(req.body, 'recipient');
      const isRead = isFingerprintOf(found.recipient, textOf(req.body, 'fingerprint'));
      if (isRead && sealed && (await recovery.restore(token, { recipient, ...sealed })))
        return render(res, messageView, restoredPage(site, found.member.name));
      const problem = isRead
        ? { field: 'resealed', key: 'accounts.restore.wrong' }
        : { field: 'fingerprint', key: 'accounts.access.wrong' };
      const errors = errorsOf(site.t, [problem]);
      return render(res, restoreView, restorePage(site, token, found, errors), 400);
    }),
  );

  return router;
}

/** The step that the link has come to. */
function showStep(res: Response, token: string, pending: PendingRecovery): void {
  if (pending.challenge === undefined) render(res, makeKeyView, makeKeyPage(siteOf(res), token, pending));
  else render(res, proveKeyView, proveKeyPage(siteOf(res), token, pending));
}

const resealedSchema = z.object({
  answer: z.string().max(100),
  keys: z.array(z.base64().max(16_384)).min(1).max(200),
});

/** What the holder's browser or command made, as JSON: the answer to the challenge and age files in base64. */
function readResealed(text: string): { answer: string; envelopes: Envelope[] } | undefined {
  try {
    const { answer, keys } = resealedSchema.parse(JSON.parse(text));
    const envelopes = keys.map((data) => ({ scheme: SEALED_SCHEME, data: Buffer.from(data, 'base64') }));
    return { answer, envelopes };
  } catch {
    return undefined;
  }
}
