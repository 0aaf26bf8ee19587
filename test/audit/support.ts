import { createAuditChain } from '../../src/audit/audit-chain.ts';
import { createAuditDayStore } from '../../src/audit/audit-day-store.ts';
import type { Head } from '../../src/audit/audit-hashes.ts';
import { createAuditLinkStore } from '../../src/audit/audit-link-store.ts';
import { createAuditService, type AuditLine } from '../../src/audit/audit-service.ts';
import { createAuditStore } from '../../src/audit/audit-store.ts';
import { verifyChain } from '../../src/audit/audit-verification.ts';
import { addDays } from '../../src/calendar/day.ts';
import type { Database } from '../../src/storage/database.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { OwedAudit } from '../../src/storage/owed.ts';
import { testDatabase } from '../support/database.ts';

/** An act of staff on a case of a unit; everything may be said otherwise. */
export function line(changes: Partial<AuditLine> = {}): AuditLine {
  return {
    act: 'case:read',
    memberId: randomId(),
    caseId: randomId(),
    on: '2126-03-04',
    audience: ['unit:a'],
    ...changes,
  };
}

/** The same as an act owes it. */
export function owed(changes: Partial<AuditLine> = {}): OwedAudit {
  return { id: randomId(), kind: 'audit', ...line(changes) };
}

/** One process at the log of a database. */
export function logOn(database: Database, first = '2126-03-04') {
  const stores = {
    lines: createAuditStore(database),
    links: createAuditLinkStore(database),
    days: createAuditDayStore(database),
  };
  const time = { today: first };
  const announced: { readonly day: string; readonly head: Head }[] = [];
  const today = () => time.today;
  const announce = async (day: string, head: Head) => {
    announced.push({ day, head });
    return Promise.resolve();
  };
  return {
    ...stores,
    audit: createAuditService({ ...stores, today }),
    chain: createAuditChain({ ...stores, today, announce }),
    announced,
    nextDay: () => {
      time.today = addDays(time.today, 1);
    },
    verify: async (...given: readonly Head[]) => verifyChain(stores, { given }),
    collection: (name: 'audit' | 'auditlinks' | 'auditdays') =>
      database.collection<{ _id: string; sequence: number }>(name),
  };
}

export type Log = ReturnType<typeof logOn>;

/** A log in a database of its own. */
export async function testLog() {
  const database = await testDatabase({ isNew: false });
  const log = logOn(database.database);
  await database.createIndexes();
  return {
    ...log,
    uri: database.uri,
    database: database.database,
    connect: async () => logOn(await database.connect()),
    close: async () => database.close(),
  };
}
