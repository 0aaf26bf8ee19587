import { mayDo } from '../accounts/permissions.ts';
import { formatDay } from '../calendar/format.ts';
import type { Case } from '../cases/case.ts';
import type { Site } from '../web/site.ts';
import type { CaseState } from './case-state.ts';
import { END_HOLD, HOLD_FIELD } from './case-form.ts';
import { onceForm, textArea } from './case-contents.ts';
import type { HoldForm, RetentionPanel } from './triage-views.ts';

/** When the case is purged, and the form that puts it off or lets it go on; nothing where the member may do neither. */
export function retentionPanel(site: Site, state: CaseState): RetentionPanel | undefined {
  const { opened, member, holdReason, typed } = state;
  if (!mayDo(member, 'case:hold')) return undefined;
  const isTaken = opened.case.hold !== undefined && typed?.isHeld === true;
  return {
    text: whenItGoes(site, opened.case),
    ...(holdReason !== undefined && { held: holdReason }),
    ...(!isTaken && { form: holdForm(site, state) }),
  };
}

function holdForm(site: Site, state: CaseState): HoldForm {
  const { t } = site;
  const { hold } = state.opened.case;
  const form = onceForm(site, state, 'hold');
  if (hold)
    return {
      ...form,
      hidden: { ...form.hidden, [HOLD_FIELD]: '', holdId: hold.id },
      button: { text: t('triage.retention.end'), id: END_HOLD },
    };
  return {
    ...form,
    hidden: { ...form.hidden, [HOLD_FIELD]: 'yes' },
    reason: textArea(site, state, 'hold', 'holdReason'),
    button: { text: t('triage.retention.begin') },
  };
}

function whenItGoes({ t, locale }: Site, { purgeOn, hold, withdrawal }: Case): string {
  if (hold) return t('triage.retention.held', { day: formatDay(hold.on, locale) });
  if (withdrawal) return t('triage.retention.withdrawn', { day: formatDay(withdrawal.dueOn, locale) });
  return purgeOn
    ? t('triage.retention.purgeOn', { day: formatDay(purgeOn, locale) })
    : t('triage.retention.open');
}
