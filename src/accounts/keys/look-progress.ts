import { isId } from '../../storage/ids.ts';
import { textOf } from '../../web/form-fields.ts';

/** Who waits to be let in, as they are now: what a report may mean them by changes with the version. */
export interface Awaited {
  /** A member's id, or that of the recovery key. */
  readonly id: string;
  readonly version: number;
}

const fieldOf = ({ id }: Awaited): string => `looked-${id}`;

/**
 * How far the unit's cases were looked at for somebody who waits, as a hidden field of their card carries it on to the next click.
 * @param caseId the last case that was looked at
 */
export function progressField(awaited: Awaited, caseId: string): Readonly<Record<string, string>> {
  return { [fieldOf(awaited)]: `${awaited.version}.${caseId}` };
}

/** The case after which looking goes on; empty at the beginning, and where who waits has changed since. */
export function progressIn(body: unknown, awaited: Awaited): string {
  const [version, caseId] = textOf(body, fieldOf(awaited)).split('.');
  return version === String(awaited.version) && isId(caseId) ? caseId : '';
}
