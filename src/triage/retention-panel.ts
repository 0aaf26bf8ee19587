import { mayDo } from '../accounts/permissions.ts';
import { formatDay } from '../calendar/format.ts';
import type { Case } from '../cases/case.ts';
import type { Site } from '../web/site.ts';
import type { CaseState } from './case-state.ts';
import { formTo } from './case-work.ts';
import { triagePaths } from './triage-paths.ts';
import type { RetentionPanel } from './triage-views.ts';

/** The field whose value says whether the hold begins or ends. */
export const HOLD_FIELD = 'held';

/** When the case is purged, and the button that puts it off or lets it go on; nothing where the member may do neither. */
export function retentionPanel(site: Site, { opened, member }: CaseState): RetentionPanel | undefined {
  const { t } = site;
  const { _id, hold } = opened.case;
  if (!mayDo(member, 'case:hold')) return undefined;
  return {
    text: whenItGoes(site, opened.case),
    button: t(hold ? 'triage.retention.end' : 'triage.retention.begin'),
    ...formTo(site, triagePaths.hold(_id), { [HOLD_FIELD]: hold ? '' : 'yes' }),
  };
}

function whenItGoes({ t, locale }: Site, { purgeOn, hold, withdrawal }: Case): string {
  if (hold) return t('triage.retention.held', { day: formatDay(hold.on, locale) });
  if (withdrawal) return t('triage.retention.withdrawn', { day: formatDay(withdrawal.dueOn, locale) });
  return purgeOn
    ? t('triage.retention.purgeOn', { day: formatDay(purgeOn, locale) })
    : t('triage.retention.open');
}
