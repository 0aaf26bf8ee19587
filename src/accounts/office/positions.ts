import { randomId } from '../../storage/ids.ts';
import { owedLine } from '../audit-trail.ts';
import { PositionExists } from '../errors.ts';
import type { LocalizedText, Position } from '../members/member.ts';
import type { Office } from './office.ts';
import type { PositionStore } from './position-store.ts';

/** How a line of the audit log tells that a position was added as one of the leadership. */
const LEADERSHIP = 'leadership';

interface Dependencies {
  readonly store: PositionStore;
  readonly office: Pick<Office, 'today'>;
}

/** The positions that a reporter may tick. */
export function createPositions({ store, office }: Dependencies) {
  return {
    /** In the order in which the office lists them. */
    list: store.list.bind(store),

    /**
     * Adds one behind the others; it and its audit line are one write.
     * @throws {PositionExists} when one has that name already. Threat: a second “Ketua” that is no leadership, which reporters tick
     */
    async add({ name, leadership }: Pick<Position, 'name' | 'leadership'>, actorId: string): Promise<void> {
      const known = await store.list();
      if (known.some((position) => isSameName(position.name, name)))
        throw new PositionExists('a position has that name');
      const order = Math.max(0, ...known.map((position) => position.order)) + 1;
      const position = { _id: randomId(), name, unitId: null, leadership, order };
      const line = owedLine({
        act: 'position:add',
        memberId: actorId,
        subjectId: position._id,
        ...(leadership && { detail: LEADERSHIP }),
        on: await office.today(),
      });
      await store.insert(position, [line]);
    },
  };
}

export type Positions = ReturnType<typeof createPositions>;

function isSameName(one: LocalizedText, other: LocalizedText): boolean {
  return plain(one.id) === plain(other.id) || plain(one.en) === plain(other.en);
}

/** Letters and digits alone, so that no dot or capital makes another name of it. */
function plain(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
