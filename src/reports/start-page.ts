import type { Lane } from '../cases/case-terms.ts';
import { LANES } from '../cases/case-terms.ts';
import { informationPaths, outsideAddresses } from '../information/information-paths.ts';
import type { Site } from '../web/site.ts';
import { reportPaths } from './report-paths.ts';
import type { StartPage } from './report-views.ts';

/** Whether each lane takes reports now, and whether somebody above the office could take one about its leadership. */
export interface Openness {
  readonly open: Readonly<Record<Lane, boolean>>;
  readonly hasBodyAbove: boolean;
  /** Whether nobody but its own handler vouched for the key of the unit that takes protected reports. */
  readonly isAlone: boolean;
}

/** The first page; `missing` says that no lane was chosen. */
export function startPage(site: Site, { open, hasBodyAbove, isAlone }: Openness, missing = false): StartPage {
  const { t, path } = site;
  const error = missing ? t('reports.start.laneMissing') : undefined;
  const lanes = LANES.filter((lane) => open[lane]);
  return {
    title: t('reports.start.title'),
    tabTitle: t('reports.tabTitle'),
    ...(lanes.length === 0 && { closed: t('reports.start.closed') }),
    ...(!open.protected && lanes.length > 0 && { keyNote: t('reports.start.protectedNote') }),
    ...(open.protected && isAlone && { keyNote: t('reports.start.aloneNote') }),
    ...(!hasBodyAbove && { leadershipNote: t('reports.start.leadershipNote') }),
    ...(error && { errors: [{ field: 'lane', text: error }] }),
    action: path(reportPaths.start),
    lane: {
      name: 'lane',
      label: t('reports.start.laneQuestion'),
      error,
      kind: 'radio',
      choices: lanes.map((lane) => ({
        value: lane,
        label: t(`reports.lane.${lane}`),
        hint: t(`reports.laneHint.${lane}`),
      })),
    },
    electionAddress: outsideAddresses.electionReport,
    helpPath: path(informationPaths.help),
  };
}
