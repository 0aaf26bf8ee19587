import type { LocalizedText } from '../members/member.ts';
import { newUnit } from './setup.ts';
import type { UnitStore } from './unit-store.ts';

/** Behind every unit of the office, so that it takes precedence over none. */
const ORDER = 1_000;

/**
 * Keeps the unit of the body above in step with the settings: made when it is first named, renamed afterwards. It is never
 * removed, because its cases stay with it; without handlers it gets none.
 */
export async function keepBodyAbove(units: UnitStore, name: LocalizedText): Promise<void> {
  if (name.id === '') return;
  const above = (await units.list()).find(({ level }) => level === 'above');
  if (!above) await units.insert(newUnit({ name, lanes: [], level: 'above', order: ORDER }));
  else if (above.name.id !== name.id || above.name.en !== name.en) await units.update(above, { name }, []);
}
