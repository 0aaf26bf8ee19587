import { formatMoment } from '../../calendar/format.ts';
import type { MailCheck } from '../../notifications/mail-check-store.ts';
import type { MailProblem } from '../../notifications/mail-problem.ts';
import type { Site } from '../../web/site.ts';
import { accountPaths } from '../account-paths.ts';
import { type FormPage, formPage } from '../form-page.ts';
import type { Member } from '../members/member.ts';

/** What the page of the mail server shows. */
export interface MailState {
  readonly check: MailCheck | undefined;
  /** No mail server is set. */
  readonly isFolder: boolean;
  readonly timeZone: string;
  /** What became of the test mail that was just asked for. */
  readonly test?: { readonly problem: MailProblem | undefined };
}

/** Whether the mail server works, and a button for a test mail to whoever asks. It says nothing of any mail of a case. */
export function mailPage(site: Site, state: MailState, { email }: Pick<Member, 'email'>): FormPage {
  const { t } = site;
  return formPage(site, {
    title: t('accounts.mail.title'),
    back: { text: t('accounts.settings.title'), path: site.path(accountPaths.settings) },
    lead: [...testLines(site, state, email), ...stateLines(site, state), t('accounts.mail.lead')],
    warning: warningOf(site, state),
    action: site.path(accountPaths.mail),
    fields: [
      {
        kind: 'heading',
        text: t('accounts.mail.testTitle'),
        hint: t('accounts.mail.testHint', { email }),
      },
    ],
    button: t('accounts.mail.testButton'),
  });
}

function testLines({ t }: Site, { test }: MailState, email: string): string[] {
  return test && test.problem === undefined ? [t('accounts.mail.testTaken', { email })] : [];
}

function stateLines({ t, locale }: Site, { check, isFolder, timeZone }: MailState): string[] {
  if (isFolder) return [t('accounts.mail.folder')];
  if (!check) return [t('accounts.mail.unknown')];
  const at = formatMoment(check.checkedAt, locale, timeZone);
  return [
    check.problem === undefined ? t('accounts.mail.works', { at }) : t('accounts.mail.checked', { at }),
  ];
}

function warningOf({ t, locale }: Site, { check, test, timeZone }: MailState): string | undefined {
  if (test?.problem !== undefined)
    return `${t('accounts.mail.testFailed')} ${t(`accounts.mail.problem.${test.problem}`)}`;
  if (test || check?.problem === undefined) return undefined;
  const since = formatMoment(check.since, locale, timeZone);
  return `${t('accounts.mail.fails', { since })} ${t(`accounts.mail.problem.${check.problem}`)}`;
}
