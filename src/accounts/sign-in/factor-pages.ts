import { encode } from 'uqr';
import { formatDay } from '../../calendar/format.ts';
import { errorOf } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { type FieldError, type Page, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import { type FormPage, formPage, type PageLink, tokenField } from '../form-page.ts';
import type { Member } from '../members/member.ts';
import { totpUri } from './totp.ts';

type Errors = readonly FieldError[];

/** The second factors of a member. */
interface FactorsPage extends Page {
  readonly lead: readonly string[];
  readonly back: PageLink | undefined;
  readonly hidden: Readonly<Record<string, string>>;
  readonly app: { readonly state: string; readonly link: PageLink; readonly end: string | undefined };
  readonly passkeys: readonly { readonly id: string; readonly name: string; readonly since: string }[];
  readonly passkeyLink: PageLink;
  readonly passkeyEnd: string;
  readonly codes: { readonly state: string; readonly action: string } | undefined;
}
export const factorsView = view<FactorsPage>('accounts/factors');

export function factorsPage(
  site: Site,
  member: Member,
  isEnrolling: boolean,
  errors: Errors = [],
): FactorsPage {
  const { t } = site;
  const { totp, passkeys = [], factorCodes } = member;
  return {
    title: t('accounts.factor.title'),
    lead: [t(isEnrolling ? 'accounts.factor.required' : 'accounts.factor.lead')],
    back: isEnrolling ? undefined : { text: t('accounts.own.title'), path: site.path(accountPaths.own) },
    hidden: tokenField(site),
    app: {
      state: totp
        ? t('accounts.factor.appSince', { day: formatDay(totp.since, site.locale) })
        : t('accounts.factor.appNone'),
      link: {
        text: t(totp ? 'accounts.factor.appReplace' : 'accounts.factor.appAdd'),
        path: site.path(accountPaths.factorApp),
      },
      end: totp && site.path(accountPaths.factorAppEnd),
    },
    passkeys: passkeys.map(({ id, name, since }) => ({ id, name, since: formatDay(since, site.locale) })),
    passkeyLink: { text: t('accounts.factor.passkeyAdd'), path: site.path(accountPaths.factorPasskey) },
    passkeyEnd: site.path(accountPaths.factorPasskeyEnd),
    codes: factorCodes && {
      state: t('accounts.factor.codesLeft', { count: factorCodes.length }),
      action: site.path(accountPaths.factorCodes),
    },
    errors,
  };
}

/** A QR code as one path of squares, a unit each. */
interface QrCode {
  readonly size: number;
  readonly path: string;
}

interface TotpPage extends FormPage {
  readonly qr: QrCode;
  readonly qrLabel: string;
  /** The secret in groups of four, for whoever cannot scan. */
  readonly secret: string;
}
export const totpView = view<TotpPage>('accounts/totp');

export function totpPage(
  site: Site,
  member: Member,
  offered: { readonly secret: string; readonly proof: string },
  errors: Errors = [],
): TotpPage {
  const { t } = site;
  const { secret, proof } = offered;
  return {
    ...formPage(site, {
      title: t('accounts.factor.appTitle'),
      back: { text: t('accounts.factor.title'), path: site.path(accountPaths.factors) },
      lead: [t('accounts.factor.appLead')],
      action: site.path(accountPaths.factorApp),
      hidden: { secret, proof },
      fields: [
        {
          kind: 'text',
          part: {
            name: 'code',
            label: t('accounts.factor.appCode'),
            hint: t('accounts.factor.appCodeHint'),
            value: '',
            autocomplete: 'one-time-code',
            inputmode: 'numeric',
            width: 'medium',
            error: errorOf(errors, 'code'),
          },
        },
      ],
      button: t('accounts.factor.appButton'),
      errors,
    }),
    qr: qrCode(totpUri(secret, site.officeName, member.email)),
    qrLabel: t('accounts.factor.qrLabel'),
    secret: secret.replaceAll(/(.{4})(?=.)/g, '$1 '),
  };
}

function qrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  const squares = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')));
  return { size, path: squares.join('') };
}

export function passkeyPage(site: Site, options: string, name: string, errors: Errors = []): FormPage {
  const { t } = site;
  return formPage(site, {
    title: t('accounts.factor.passkeyTitle'),
    back: { text: t('accounts.factor.title'), path: site.path(accountPaths.factors) },
    lead: [t('accounts.factor.passkeyLead')],
    action: site.path(accountPaths.factorPasskey),
    fields: [
      {
        kind: 'text',
        part: {
          name: 'name',
          label: t('accounts.factor.passkeyName'),
          hint: t('accounts.factor.passkeyNameHint'),
          value: name,
          width: 'medium',
          error: errorOf(errors, 'name'),
        },
      },
    ],
    passkey: { act: 'create', options, button: t('accounts.factor.makePasskey') },
    button: t('accounts.factor.passkeyButton'),
    errors,
  });
}

/** Codes that are shown once, to print. */
interface CodesPage extends Page {
  readonly lead: readonly string[];
  readonly codes: readonly string[];
  readonly next: PageLink;
}
export const codesView = view<CodesPage>('accounts/codes');

export function factorCodesPage(site: Site, codes: readonly string[], next: string): CodesPage {
  const { t } = site;
  return {
    title: t('accounts.factor.codesTitle'),
    lead: [t('accounts.factor.codesLead'), t('accounts.factor.codesKeep')],
    codes,
    next: { text: t('accounts.factor.codesNext'), path: next },
  };
}
