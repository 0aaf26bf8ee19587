import { formatDay } from '../calendar/format.ts';
import type { Site } from '../web/site.ts';
import { FAULT_KINDS, type FaultPlace } from './audit-faults.ts';

/** What is wrong, in one or two sentences; a fault of no known kind as a change. */
export function faultText(
  { t, locale }: Pick<Site, 't' | 'locale'>,
  { kind: found, sequence, end = 0, lineOn }: FaultPlace,
): string {
  const kind = FAULT_KINDS.find((known) => known === found) ?? 'changed';
  const day = lineOn === undefined ? '' : formatDay(lineOn, locale);
  return t(`audit.fault.${kind}`, { sequence, end, day });
}
