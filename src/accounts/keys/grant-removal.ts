import type { AuditTrail } from '../audit-trail.ts';
import type { GrantsOf, KeyGrantStore } from './key-grant-store.ts';

/**
 * Takes grants of keys back. That they were given stays in the audit log: a line that a grant still owes is handed over
 * before the grant goes, whether the outbox came by already or not.
 */
export function createGrantRemoval({
  grants,
  audit,
}: {
  readonly grants: KeyGrantStore;
  readonly audit: Pick<AuditTrail, 'acceptAll'>;
}) {
  return async function remove(which: GrantsOf): Promise<void> {
    for (let found = await grants.owedBy(which); found.length > 0; found = await grants.owedBy(which)) {
      await audit.acceptAll(found.flatMap(({ owed }) => owed).filter((item) => item.kind === 'audit'));
      for (const { _id, owed } of found) await grants.removeSettled(_id, owed.length);
    }
  };
}

export type GrantRemoval = ReturnType<typeof createGrantRemoval>;
