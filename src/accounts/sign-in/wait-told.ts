import type { Response } from 'express';
import { TooManyRequests } from '../../errors.ts';
import { siteOf } from '../../web/site.ts';
import { StepClosed } from '../errors.ts';
import { TooBusy } from './password-work.ts';

/** An attempt that was not made: the form comes back with this sentence and this status. */
interface WaitTold {
  readonly text: string;
  readonly status: 429 | 503;
}

/**
 * Tells how long to wait, and sets `Retry-After`; everything typed but the password stays in the form.
 * @throws whatever is neither {@link TooBusy}, {@link StepClosed} nor another refusal for being too often
 */
export function tellWait(res: Response, error: unknown): WaitTold {
  if (error instanceof StepClosed) return { text: siteOf(res).t('accounts.factor.closed'), status: 429 };
  if (!(error instanceof TooManyRequests)) throw error;
  const seconds = Number(error.info['retryAfterSeconds'] ?? 60);
  res.set('Retry-After', String(seconds));
  const { t } = siteOf(res);
  if (error instanceof TooBusy) return { text: t('accounts.wait.busy'), status: 503 };
  return seconds < 60
    ? { text: t('accounts.wait.seconds', { count: seconds }), status: 429 }
    : { text: t('accounts.wait.minutes', { count: Math.ceil(seconds / 60) }), status: 429 };
}
