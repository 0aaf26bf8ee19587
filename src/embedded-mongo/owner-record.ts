import type { Tree } from './environment.ts';
import type { Owner } from './owner.ts';
import { OWNER_KEY } from './saved-catalog.ts';
import { decode, numberOf } from './values.ts';

/** Who last claimed a store and did not release it, alive or not. */
export function readOwner(catalog: Pick<Tree, 'get'>): Owner | undefined {
  const bytes = catalog.get(OWNER_KEY);
  if (bytes === undefined) return undefined;
  const { processId, startedAt, socket } = decode(bytes);
  return {
    processId: numberOf(processId) ?? 0,
    startedAt: String(startedAt),
    socket: typeof socket === 'string' ? socket : '',
  };
}

export function isSame(left: Owner | undefined, right: Owner | undefined): boolean {
  return left?.startedAt === right?.startedAt && left?.socket === right?.socket;
}
