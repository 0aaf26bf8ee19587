import type { ServerKeys } from '../vault/server-keys.ts';

/** How exact a stamp is, in seconds; it lies in a page and nowhere else. */
const GRAIN_SECONDS = 5;
/** The stamp of a form that somebody fills in a second time. */
const LONG_AGO = 0;

/**
 * Says since when a form was open: the time, coarse, under a MAC together with the draft token of the form, so that a stamp is worth
 * one draft. Programs send a form at once; people need some seconds.
 */
export function createFormStamps({
  serverKeys,
  clock,
  shortestSeconds,
}: {
  serverKeys: Pick<ServerKeys, 'mac' | 'isMac'>;
  clock: () => Date;
  shortestSeconds: number;
}) {
  const grains = () => Math.floor(clock().getTime() / 1000 / GRAIN_SECONDS);

  function stamp(token: string, since: number): string {
    return `${since}.${serverKeys.mac('form-stamp', `${token}.${since}`)}`;
  }

  function sinceOf(token: string, given: string): number | undefined {
    const [, since, mac] = /^(\d{1,12})\.([\w-]+)$/.exec(given) ?? [];
    if (!since || !mac || !serverKeys.isMac('form-stamp', `${token}.${since}`, mac)) return undefined;
    return Number(since);
  }

  return {
    /** For a form that is shown the first time, or the stamp that it came back with. */
    keep: (token: string, given = ''): string =>
      sinceOf(token, given) === undefined ? stamp(token, grains()) : given,

    /** For a form whose draft is kept already. */
    ofOld: (token: string): string => stamp(token, LONG_AGO),

    isOldEnough(token: string, given: string): boolean {
      if (shortestSeconds === 0) return true;
      const since = sinceOf(token, given);
      return since !== undefined && (grains() - since) * GRAIN_SECONDS >= shortestSeconds;
    },
  };
}

export type FormStamps = ReturnType<typeof createFormStamps>;
