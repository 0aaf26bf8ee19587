import { mayDo } from '../accounts/permissions.ts';
import { formatDay } from '../calendar/format.ts';
import { isCalled } from '../cases/readers.ts';
import { maybeSpam } from '../cases/spam-service.ts';
import type { Site } from '../web/site.ts';
import type { CaseState } from './case-state.ts';
import { formTo } from './case-work.ts';
import { triagePaths } from './triage-paths.ts';
import type { SpamPanel } from './triage-views.ts';

/** The field whose value says what is done: one of {@link SpamAct}. */
export const SPAM_FIELD = 'spam';
export const SPAM_ACTS = ['propose', 'confirm', 'refuse'] as const;
type SpamAct = (typeof SPAM_ACTS)[number];

/** Whether a case is no report at all, as somebody proposes and somebody else confirms; undefined where that cannot be. */
export function spamPanel(site: Site, { opened, member, reader }: CaseState): SpamPanel | undefined {
  const { t, locale } = site;
  const { _id, spam, purgeOn } = opened.case;
  if (!('answers' in opened) || !mayDo(member, 'case:status') || !maybeSpam(opened.case)) return undefined;
  const form = formTo(site, triagePaths.spam(_id));
  const button = (act: SpamAct) => ({
    text: t(`triage.spam.${act}`),
    field: { name: SPAM_FIELD, value: act },
  });
  if (!spam)
    return { isOpen: false, text: t('triage.spam.text'), form: { ...form, buttons: [button('propose')] } };
  const day = formatDay((spam.confirmedOn && purgeOn) || spam.on, locale);
  const text = t(spam.confirmedOn ? 'triage.spam.confirmed' : 'triage.spam.proposed', { day });
  const mayConfirm = !spam.confirmedOn && !isCalled(reader, spam.memberId);
  const buttons = [...(mayConfirm ? [button('confirm')] : []), button('refuse')];
  return { isOpen: true, text, form: { ...form, buttons } };
}
