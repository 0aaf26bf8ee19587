import type { Site } from '../../web/site.ts';
import type { Member } from '../members/member.ts';
import { mayDo } from '../permissions.ts';

/** What stands above the pages of whoever invites members while the head of the audit chain is mailed to nobody. */
export function createAuditorWarning(hasAuditor: () => Promise<boolean>) {
  return {
    async of({ t }: Site, member: Member): Promise<string | undefined> {
      const isTold = mayDo(member, 'member:invite');
      return isTold && !(await hasAuditor()) ? t('accounts.warning.noAuditor') : undefined;
    },
  };
}

export type AuditorWarning = ReturnType<typeof createAuditorWarning>;
