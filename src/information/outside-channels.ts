import type { Translate } from '../language/catalogue.ts';
import { outsideAddresses } from './information-paths.ts';

/** A link to a body outside the office that takes reports too, or protects who reports. */
export interface OutsideChannel {
  readonly name: string;
  readonly text: string;
  readonly address: string;
}

const BODIES = ['kpk', 'dkpp', 'ombudsman', 'bawaslu', 'lpsk'] as const;

/**
 * Where else somebody can turn, for the page of help, whom nobody in this office may read, and whom a flood keeps out (KPK, DKPP, the
 * Ombudsman, Inspektorat Utama), with who protects them (LPSK).
 */
export function outsideChannels(t: Translate): OutsideChannel[] {
  return BODIES.map((body) => ({
    name: t(`information.help.outside.${body}.name`),
    text: t(`information.help.outside.${body}.text`),
    address: outsideAddresses[body],
  }));
}
