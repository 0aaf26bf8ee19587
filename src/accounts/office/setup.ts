import { randomId } from '../../storage/ids.ts';
import type { Lane } from '../../cases/case-terms.ts';
import type { PasswordHash } from '../../vault/password.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import type { Links } from '../members/links.ts';
import type { LocalizedText } from '../members/member.ts';
import { newCredentials } from '../keys/member-keys.ts';
import { newMember } from '../members/member-service.ts';
import type { MemberStore } from '../members/member-store.ts';
import { owedLine } from '../audit-trail.ts';
import type { Office } from './office.ts';
import type { PositionStore } from './position-store.ts';
import type { UnitStore } from './unit-store.ts';
import { newUnit } from './units.ts';

/** What set-up asks. */
export interface SetupDetails {
  readonly names: LocalizedText;
  /** The units of the office; the first of a lane handles it. */
  readonly units: readonly { readonly name: LocalizedText; readonly lanes: readonly Lane[] }[];
  /** The body above, which handles what nobody in the office may see; left out where there is none. */
  readonly aboveBody?: LocalizedText | undefined;
  readonly positions: readonly { readonly name: LocalizedText; readonly leadership: boolean }[];
  /** Whether everybody sets a second step up at their first sign-in. */
  readonly secondFactorRequired: boolean;
  readonly administrator: { readonly name: string; readonly email: string; readonly password: string };
}

interface Dependencies {
  readonly links: Links;
  readonly office: Office;
  readonly units: UnitStore;
  readonly positions: PositionStore;
  readonly members: MemberStore;
  readonly serverKeys: ServerKeys;
  readonly passwordHash?: PasswordHash | undefined;
}

/** The first set-up, once in the life of an office, through a one-time link that the console prints. */
export function createSetup(dependencies: Dependencies) {
  const { links, office, units, positions, members, serverKeys, passwordHash } = dependencies;

  async function insertUnits(details: SetupDetails): Promise<void> {
    const above = details.aboveBody ? [{ name: details.aboveBody, lanes: [] }] : [];
    const all = [
      ...details.units.map((unit) => ({ ...unit, level: 'office' as const })),
      ...above.map((unit) => ({ ...unit, level: 'above' as const })),
    ];
    for (const [order, { name, lanes, level }] of all.entries())
      await units.insert(newUnit({ name, lanes, level, order }));
  }

  async function insertAdministrator({ name, email, password }: SetupDetails['administrator']) {
    const roles = ['administrator'] as const;
    const member = newMember({ name, email, roles, unitId: null, positionIds: [] }, 'active');
    const credentials = await newCredentials(serverKeys, member._id, password, passwordHash);
    const { password: record, keyPair } = credentials;
    const on = await office.today();
    const line = owedLine({ act: 'member:accept', memberId: member._id, subjectId: member._id, on });
    await members.insert({ ...member, password: record, keyPair }, [line]);
    return member;
  }

  /** Nothing holds before the office is set up, so what a crash left behind goes first. */
  async function clear(): Promise<void> {
    await members.removeAll();
    await units.removeAll();
    await positions.removeAll();
  }

  return {
    async isDone(): Promise<boolean> {
      return (await office.settings()).isSetUp;
    },

    /** The path of a new one-time link, earlier ones dead; undefined once the office is set up. */
    async firstLink(): Promise<string | undefined> {
      if ((await office.fresh()).isSetUp) return undefined;
      return `/siapkan/${await links.issue('setup')}`;
    },

    async isOpen(token: unknown): Promise<boolean> {
      const link = await links.find('setup', token);
      return link !== undefined && !(await office.fresh()).isSetUp;
    },

    /** Sets the office up and uses the link up; false when the link is spent or the office is set up. */
    async setUp(token: unknown, details: SetupDetails): Promise<boolean> {
      const before = await office.fresh();
      if (before.isSetUp || !(await links.take('setup', token))) return false;
      await clear();
      await insertUnits(details);
      for (const [order, position] of details.positions.entries())
        await positions.insert({ _id: randomId(), unitId: null, order, ...position });
      const { _id } = await insertAdministrator(details.administrator);
      const { names, secondFactorRequired, aboveBody = { id: '', en: '' } } = details;
      await office.change(
        before.version,
        { isSetUp: true, names, aboveBody, secondFactorRequired },
        { acts: ['office:set-up'], memberId: _id },
      );
      return true;
    },
  };
}
