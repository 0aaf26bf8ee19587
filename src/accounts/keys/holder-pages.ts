import { recipientFingerprint } from '../../vault/key-pairs.ts';
import { errorOf, type Paragraph, type TextArea, type TextField } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { type FieldError, type Page, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import type { MessagePage } from '../form-page.ts';
import type { PendingRecovery } from '../members/link-store.ts';
import { fingerprintInput } from './fingerprint-field.ts';
import type { Restoration } from './recovery.ts';

/** Making the recovery key: the public half is posted, the secret one never leaves the page. */
interface MakeKeyPage extends Page {
  readonly lead: string;
  readonly action: string;
  readonly recipient: TextArea;
  readonly commands: readonly string[];
}
export const makeKeyView = view<MakeKeyPage>('accounts/make-key');

/** Proving it: the challenge to open, the answer to type. */
interface ProveKeyPage extends Page {
  readonly fingerprint: Paragraph;
  readonly action: string;
  readonly challenge: string;
  readonly answer: TextField;
  readonly anotherPath: string;
}
export const proveKeyView = view<ProveKeyPage>('accounts/prove-key');

/** Giving a member access back. */
interface RestorePage extends Page {
  readonly lead: string;
  /** Typed as the member reads it out; the page does not show it, so that a click cannot stand for a call. */
  readonly fingerprint: TextField;
  readonly keyHint: string;
  readonly action: string;
  readonly bundle: string;
  readonly recipient: string;
  readonly resealed: TextArea;
  readonly hasKeys: boolean;
}
export const restoreView = view<RestorePage>('accounts/restore');

const base = { exit: false, scripts: ['recovery'] } as const;

export function makeKeyPage(
  site: Site,
  token: string,
  { holderName }: Pick<PendingRecovery, 'holderName'>,
  typed = '',
  errors: readonly FieldError[] = [],
): MakeKeyPage {
  const { t } = site;
  return {
    ...base,
    title: t('accounts.holder.title'),
    lead: t('accounts.holder.lead', { name: holderName, office: site.officeName }),
    action: site.path(accountPaths.holder(token)),
    recipient: {
      name: 'recipient',
      label: t('accounts.holder.recipient'),
      hint: t('accounts.holder.recipientHint'),
      value: typed,
      rows: 4,
      error: errorOf(errors, 'recipient'),
    },
    commands: ['npm run recovery-key', 'age-keygen -pq'],
    errors,
  };
}

export function proveKeyPage(
  site: Site,
  token: string,
  { recipient = '', challenge = '' }: Pick<PendingRecovery, 'recipient' | 'challenge'>,
  errors: readonly FieldError[] = [],
): ProveKeyPage {
  const { t } = site;
  return {
    ...base,
    title: t('accounts.holder.proveTitle'),
    fingerprint: { text: t('accounts.holder.fingerprint'), code: recipientFingerprint(recipient) },
    action: site.path(accountPaths.holderAnswer(token)),
    challenge,
    answer: {
      name: 'answer',
      label: t('accounts.holder.answer'),
      value: '',
      autocomplete: 'off',
      width: 'medium',
      code: true,
      error: errorOf(errors, 'answer'),
    },
    anotherPath: `${site.path(accountPaths.holder(token))}?ulang=1`,
    errors,
  };
}

/** What the holder is asked for next, as they have no account to look it up in. */
export function provenPage(site: Site, recipient: string): MessagePage {
  return {
    title: site.t('accounts.holder.doneTitle'),
    paragraphs: [
      { text: site.t('accounts.holder.done'), code: recipientFingerprint(recipient) },
      site.t('accounts.holder.keep'),
    ],
    link: undefined,
    exit: false,
  };
}

export function restorePage(
  site: Site,
  token: string,
  { member, recipient, keys, challenge }: Restoration,
  errors: readonly FieldError[] = [],
): RestorePage {
  const { t } = site;
  const { name } = member;
  const sealed = keys.map(({ envelope }) => Buffer.from(envelope.data).toString('base64'));
  return {
    ...base,
    title: t('accounts.restore.title', { name }),
    lead: keys.length > 0 ? t('accounts.restore.lead', { name }) : t('accounts.restore.nothing'),
    fingerprint: fingerprintInput(site, {
      name: 'fingerprint',
      label: t('accounts.access.field'),
      error: errorOf(errors, 'fingerprint'),
    }),
    keyHint: t('accounts.restore.keyHint', { name }),
    action: site.path(accountPaths.restore(token)),
    bundle: JSON.stringify({ recipient, challenge: challenge?.armored, keys: sealed }),
    recipient,
    resealed: {
      name: 'resealed',
      label: t('accounts.restore.resealed'),
      value: '',
      rows: 4,
      error: errorOf(errors, 'resealed'),
    },
    hasKeys: keys.length > 0,
    errors,
  };
}

export function restoredPage(site: Site, name: string): MessagePage {
  return {
    title: site.t('accounts.restore.doneTitle'),
    paragraphs: [site.t('accounts.restore.done', { name })],
    link: undefined,
    exit: false,
  };
}
