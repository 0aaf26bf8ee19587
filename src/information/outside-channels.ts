import type { Translate } from '../language/catalogue.ts';
import { outsideAddresses } from './information-paths.ts';

/** A link to a body outside the office that takes reports too. */
export interface OutsideChannel {
  readonly name: string;
  readonly text: string;
  readonly address: string;
}

/** Where else somebody can report: whom nobody in this office may read, or whom a flood keeps out (DESIGN: KPK, DKPP, the Ombudsman, Inspektorat Utama). */
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
