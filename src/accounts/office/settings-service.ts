import { randomId } from '../../storage/ids.ts';
import { owedLine } from '../audit-trail.ts';
import type { RetentionMonths } from '../../cases/retention.ts';
import type { Office } from './office.ts';
import type { SettingsChange } from './settings-form.ts';
import type { UnitStore } from './unit-store.ts';

/** Behind every unit of the office, so that the body above takes precedence over none. */
const ORDER = 1_000;

interface Dependencies {
  readonly office: Office;
  readonly units: UnitStore;
}

/** What administrators change of the office, each change with the audit lines that say which it was. */
export function createSettingsService({ office, units }: Dependencies) {
  /**
   * Keeps the unit of the body above in step with the settings: made when it is first named, renamed afterwards. It is never
   * removed, because its cases stay with it; without handlers it gets none. The sweep does it after a crash between the two.
   */
  async function keepBodyAbove(actorId: string | null): Promise<void> {
    const { aboveBody: name, isSetUp } = await office.settings();
    if (!isSetUp || name.id === '') return;
    const above = (await units.list()).find(({ level }) => level === 'above');
    if (above?.name.id === name.id && above.name.en === name.en) return;
    const _id = above?._id ?? randomId();
    const act = above ? 'unit:rename' : 'unit:add';
    const line = owedLine({ act, memberId: actorId, subjectId: _id, on: await office.today() });
    if (above) await units.update(above, { name }, [line]);
    else
      await units.insert(
        { _id, version: 1, name, lanes: [], level: 'above', order: ORDER, intakeKeyStale: false },
        [line],
      );
  }

  return {
    /**
     * @returns whether the second step, required until now, is required no more
     * @throws {VersionConflict} when the settings were changed since `version` was read
     */
    async change(
      version: number,
      change: SettingsChange,
      actorId: string,
    ): Promise<{ readonly endsSecondFactor: boolean }> {
      const { secondFactorRequired: was } = await office.fresh();
      const { secondFactorRequired: is } = change;
      const ofFactor = was === is ? [] : [is ? 'factor:required' : 'factor:optional'];
      await office.change(version, change, { acts: ['office:change', ...ofFactor], memberId: actorId });
      await keepBodyAbove(actorId);
      return { endsSecondFactor: was && !is };
    },

    /** @throws {VersionConflict} when the settings were changed since `version` was read */
    async changeRetention(version: number, retentionMonths: RetentionMonths, actorId: string): Promise<void> {
      await office.change(version, { retentionMonths }, { acts: ['retention:change'], memberId: actorId });
    },

    /** Called by a job now and then. */
    sweep: async (): Promise<void> => keepBodyAbove(null),
  };
}

export type SettingsService = ReturnType<typeof createSettingsService>;
