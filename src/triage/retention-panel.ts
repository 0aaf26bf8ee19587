import { mayDo } from '../accounts/permissions.ts';
import { formatDay } from '../calendar/format.ts';
import type { Case } from '../cases/case.ts';
import type { Site } from '../web/site.ts';
import type { CaseState } from './case-state.ts';
import { END_HOLD, HOLD_FIELD } from './case-form.ts';
import { onceForm, textArea } from './case-contents.ts';
import type { RetentionPanel } from './triage-views.ts';

/** When the case is purged, and the button that puts it off or lets it go on; nothing where the member may do neither. */
export function retentionPanel(site: Site, state: CaseState): RetentionPanel | undefined {
  const { t } = site;
  const { opened, member, holdReason, typed } = state;
  const { hold } = opened.case;
  const form = onceForm(site, state, 'hold');
  if (!mayDo(member, 'case:hold')) return undefined;
  // Where a colleague was faster, what was typed is there to be copied, and no button: it would end a hold that nobody meant to end.
  const begins = !hold || typed?.isHeld === true;
  return {
    text: whenItGoes(site, opened.case),
    ...(!begins && { button: { text: t('triage.retention.end'), id: END_HOLD } }),
    ...(!hold && { button: { text: t('triage.retention.begin') } }),
    ...(holdReason !== undefined && { held: holdReason }),
    ...(begins && { reason: textArea(site, state, 'hold', 'holdReason') }),
    ...form,
    hidden: { ...form.hidden, [HOLD_FIELD]: begins ? 'yes' : '', ...(!begins && { holdId: hold.id }) },
  };
}

function whenItGoes({ t, locale }: Site, { purgeOn, hold, withdrawal }: Case): string {
  if (hold) return t('triage.retention.held', { day: formatDay(hold.on, locale) });
  if (withdrawal) return t('triage.retention.withdrawn', { day: formatDay(withdrawal.dueOn, locale) });
  return purgeOn
    ? t('triage.retention.purgeOn', { day: formatDay(purgeOn, locale) })
    : t('triage.retention.open');
}
