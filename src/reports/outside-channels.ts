import { outsideAddresses } from '../information/information-paths.ts';
import type { Translate } from '../language/catalogue.ts';
import type { OutsideChannel } from './report-views.ts';

/** The bodies that take a report which nobody in this office may read (DESIGN: KPK, DKPP, the Ombudsman, Inspektorat Utama). */
export function outsideChannels(t: Translate): OutsideChannel[] {
  return [
    { name: t('reports.outside.kpk'), text: t('reports.outside.kpkFor'), address: outsideAddresses.kpk },
    { name: t('reports.outside.dkpp'), text: t('reports.outside.dkppFor'), address: outsideAddresses.dkpp },
    {
      name: t('reports.outside.ombudsman'),
      text: t('reports.outside.ombudsmanFor'),
      address: outsideAddresses.ombudsman,
    },
    {
      name: t('reports.outside.inspectorate'),
      text: t('reports.outside.inspectorateFor'),
      address: outsideAddresses.bawaslu,
    },
  ];
}
