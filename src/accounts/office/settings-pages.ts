import { formatDay } from '../../calendar/format.ts';
import { recipientFingerprint } from '../../vault/key-pairs.ts';
import { errorOf, type TextField } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { type FieldError, type Page, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import { type FormField, type FormPage, formPage } from '../form-page.ts';
import type { Position } from '../members/member.ts';
import { positionsField } from '../members/member-fields.ts';
import type { OfficeSettings, RecoveryKey } from './office-settings.ts';
import { type PositionForm, type SettingsForm, timeZones } from './settings-form.ts';

type Errors = readonly FieldError[];

/** Whether everybody has to have a second step. */
export function secondFactorField(
  { t }: Site,
  { secondFactorRequired }: Pick<SettingsForm, 'secondFactorRequired'>,
): FormField {
  return {
    kind: 'choices',
    part: {
      kind: 'checkbox',
      name: 'secondFactorRequired',
      label: t('accounts.settings.factor'),
      hint: t('accounts.settings.factorHint'),
      choices: [{ value: 'yes', label: t('accounts.settings.factorLabel'), selected: secondFactorRequired }],
    },
  };
}

export function settingsPage(site: Site, form: SettingsForm, version: string, errors: Errors = []): FormPage {
  const { t } = site;
  const text = (
    name: Exclude<keyof SettingsForm, 'secondFactorRequired'>,
    rest: Partial<TextField> = {},
  ): FormField => ({
    kind: 'text',
    part: {
      name,
      label: t(`accounts.settings.${name}`),
      value: form[name],
      error: errorOf(errors, name),
      ...rest,
    },
  });
  return formPage(site, {
    title: t('accounts.settings.title'),
    action: site.path(accountPaths.settings),
    hidden: { version },
    fields: [
      text('nameId'),
      text('nameEn'),
      {
        kind: 'select',
        part: {
          name: 'timeZone',
          label: t('accounts.settings.timeZone'),
          error: errorOf(errors, 'timeZone'),
          choices: timeZones.map((value) => ({
            value,
            label: t(`accounts.settings.zones.${value}`),
            selected: form.timeZone === value,
          })),
        },
      },
      text('noticeHours', { hint: t('accounts.settings.noticeHoursHint') }),
      text('aboveId', { hint: t('accounts.settings.aboveHint') }),
      text('aboveEn'),
      secondFactorField(site, form),
    ],
    button: t('accounts.settings.button'),
    beside: {
      label: t('accounts.settings.beside'),
      links: [
        { text: t('accounts.settings.positionLink'), path: site.path(accountPaths.positions) },
        { text: t('accounts.retention.title'), path: site.path(accountPaths.retention) },
        { text: t('accounts.mail.title'), path: site.path(accountPaths.mail) },
        { text: t('accounts.recovery.title'), path: site.path(accountPaths.recovery) },
      ],
    },
    errors,
  });
}

export function positionsPage(
  site: Site,
  positions: readonly Position[],
  form: PositionForm,
  errors: Errors = [],
): FormPage {
  const { t } = site;
  const names = positions.map(({ name }) => name[site.locale]).join('; ');
  const text = (name: 'positionId' | 'positionEn'): FormField => ({
    kind: 'text',
    part: { name, label: t(`accounts.settings.${name}`), value: form[name], error: errorOf(errors, name) },
  });
  return formPage(site, {
    title: t('accounts.settings.positionTitle'),
    back: { text: t('accounts.settings.title'), path: site.path(accountPaths.settings) },
    lead: [t('accounts.settings.positionLead', { names })],
    action: site.path(accountPaths.positions),
    fields: [
      text('positionId'),
      text('positionEn'),
      {
        kind: 'choices',
        part: {
          kind: 'checkbox',
          name: 'leadership',
          label: t('accounts.settings.leadership'),
          choices: [
            { value: 'yes', label: t('accounts.settings.leadershipLabel'), selected: form.leadership },
          ],
        },
      },
    ],
    button: t('accounts.settings.positionButton'),
    errors,
  });
}

interface RecoveryPage extends FormPage {
  readonly what: string;
  readonly facts: readonly { readonly key: string; readonly value: string }[];
  readonly none: string | undefined;
}

export const recoveryView = view<RecoveryPage & Page>('accounts/recovery');

/** Who holds the recovery key, and the form that names another holder. */
export function recoveryPage(
  site: Site,
  { recovery }: OfficeSettings,
  positions: readonly Position[],
  form: { readonly holderName: string; readonly positionIds: readonly string[] },
  errors: Errors = [],
): RecoveryPage {
  const { t } = site;
  return {
    ...formPage(site, {
      title: t('accounts.recovery.title'),
      back: { text: t('accounts.settings.title'), path: site.path(accountPaths.settings) },
      lead: [t('accounts.recovery.nominateLead')],
      action: site.path(accountPaths.recovery),
      fields: [
        {
          kind: 'text',
          part: {
            name: 'holderName',
            label: t('accounts.recovery.holderName'),
            hint: t('accounts.recovery.holderNameHint'),
            value: form.holderName,
            error: errorOf(errors, 'holderName'),
          },
        },
        positionsField(
          site,
          form.positionIds,
          { positions },
          'accounts.recovery.positions',
          'accounts.recovery.positionsHint',
          errors,
        ),
      ],
      button: t('accounts.recovery.button'),
      errors,
    }),
    what: t('accounts.recovery.what'),
    facts: recovery ? factsOf(site, recovery, positions) : [],
    none: recovery ? undefined : t('accounts.recovery.none'),
  };
}

function factsOf(site: Site, recovery: RecoveryKey, positions: readonly Position[]) {
  const { t } = site;
  const held = positions.filter(({ _id }) => recovery.positionIds.includes(_id));
  const names = held.map(({ name }) => name[site.locale]).join('; ');
  return [
    { key: t('accounts.recovery.holder'), value: recovery.holderName },
    { key: t('accounts.recovery.positions'), value: names === '' ? t('accounts.none') : names },
    { key: t('accounts.recovery.fingerprint'), value: recipientFingerprint(recovery.recipient) },
    { key: t('accounts.recovery.since'), value: formatDay(recovery.provenOn, site.locale) },
  ];
}
