import { randomId } from '../../storage/ids.ts';
import { owedLine } from '../audit-trail.ts';
import type { Unit } from '../members/member.ts';
import type { Office } from './office.ts';
import type { UnitStore } from './unit-store.ts';

/** Behind every unit of the office, so that the body above takes precedence over none. */
const LAST = 1_000;

interface Dependencies {
  readonly store: UnitStore;
  readonly office: Pick<Office, 'settings' | 'today'>;
}

/** Who handles cases together. */
export function createUnits({ store, office }: Dependencies) {
  return {
    /** All units, those that take precedence in a lane first. */
    list: store.list.bind(store),

    find: store.find.bind(store),

    /**
     * Keeps the unit of the body above in step with the settings: made when it is first named, renamed afterwards. It is never
     * removed, because its cases stay with it; without handlers it gets none. The sweep does it after a crash between the two.
     * @param actorId null for the sweep
     */
    async keepBodyAbove(actorId: string | null): Promise<void> {
      const { aboveBody: name, isSetUp } = await office.settings();
      if (!isSetUp || name.id === '') return;
      const above = (await store.list()).find(({ level }) => level === 'above');
      if (above?.name.id === name.id && above.name.en === name.en) return;
      const unit = above ?? newUnit({ name, lanes: [], level: 'above', order: LAST });
      const act = above ? 'unit:rename' : 'unit:add';
      const line = owedLine({ act, memberId: actorId, subjectId: unit._id, on: await office.today() });
      if (above) await store.rename(above, name, [line]);
      else await store.insert(unit, [line]);
    },
  };
}

export type Units = ReturnType<typeof createUnits>;

/** A unit as it begins: without an intake key. */
export function newUnit(unit: Pick<Unit, 'name' | 'lanes' | 'level' | 'order'>): Unit {
  return { _id: randomId(), version: 1, ...unit, intakeKeyStale: false };
}
