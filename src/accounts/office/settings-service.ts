import type { RetentionMonths } from '../../cases/retention.ts';
import type { Office } from './office.ts';
import type { SettingsChange } from './settings-form.ts';
import type { Units } from './units.ts';

interface Dependencies {
  readonly office: Office;
  readonly units: Pick<Units, 'keepBodyAbove'>;
}

/** What administrators change of the office, each change with the audit lines that say which it was. */
export function createSettingsService({ office, units }: Dependencies) {
  return {
    /** @throws {VersionConflict} when the settings were changed since `version` was read */
    async change(version: number, change: SettingsChange, actorId: string): Promise<void> {
      const { secondFactorRequired: was } = await office.fresh();
      const { secondFactorRequired: is } = change;
      const ofFactor = was === is ? [] : [is ? 'factor:required' : 'factor:optional'];
      await office.change(version, change, { acts: ['office:change', ...ofFactor], memberId: actorId });
      await units.keepBodyAbove(actorId);
    },

    /** @throws {VersionConflict} when the settings were changed since `version` was read */
    async changeRetention(version: number, retentionMonths: RetentionMonths, actorId: string): Promise<void> {
      await office.change(version, { retentionMonths }, { acts: ['retention:change'], memberId: actorId });
    },

    /** Called by a job now and then. */
    sweep: async (): Promise<void> => units.keepBodyAbove(null),
  };
}
