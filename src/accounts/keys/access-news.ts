import type { AccountMail, AccessAct } from '../account-mail.ts';
import type { Member } from '../members/member.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { UnitStore } from '../office/unit-store.ts';
import type { UnitKeys } from './unit-keys.ts';

interface Dependencies {
  readonly members: Pick<MemberStore, 'list'>;
  readonly units: Pick<UnitStore, 'find'>;
  readonly unitKeys: Pick<UnitKeys, 'holdersOf'>;
  readonly mail: Pick<AccountMail, 'tellOfAccess'>;
}

/**
 * Tells by mail that somebody was reset or let in: the member, those who hold the unit's key, the auditors. Threat: an administrator
 * resets a colleague, takes the account over and waits for a routine click; now all who could know better hear of each step.
 */
export function createAccessNews({ members, units, unitKeys, mail }: Dependencies) {
  async function toldOf({ _id, unitId }: Member, everybody: readonly Member[]): Promise<Member[]> {
    const unit = unitId === null ? undefined : await units.find(unitId);
    const holders = new Set((unit ? await unitKeys.holdersOf(unit) : []).map((holder) => holder._id));
    return everybody.filter((member) => member._id === _id || holders.has(member._id) || isAuditor(member));
  }

  return {
    /** @param by who did it, and so is not told; undefined for the holder of the recovery key, who has no account */
    async tell(memberId: string, act: AccessAct, by?: Member): Promise<void> {
      const everybody = await members.list();
      const member = everybody.find(({ _id }) => _id === memberId);
      if (!member) return;
      const told = (await toldOf(member, everybody)).filter(({ _id }) => _id !== by?._id);
      await mail.tellOfAccess(told, { act, name: member.name, by: by?.name });
    },
  };
}

function isAuditor({ status, roles }: Member): boolean {
  return status === 'active' && roles.includes('auditor');
}

export type AccessNews = ReturnType<typeof createAccessNews>;
