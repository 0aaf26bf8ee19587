import type { Log } from '../web/log.ts';
import type { Database } from '../storage/database.ts';
import { owingIn } from '../storage/outbox.ts';
import type { ServerKeys } from '../vault/server-keys.ts';
import type { AuditTrail } from './audit-trail.ts';
import { createFormTokens } from './form-token.ts';
import { createKeptLists } from './kept-lists.ts';
import { createKeyGrantStore } from './key-grant-store.ts';
import { createLinkStore } from './link-store.ts';
import { createLinks } from './links.ts';
import { createMemberService } from './member-service.ts';
import { createMemberStore } from './member-store.ts';
import { createOffice } from './office.ts';
import { createOfficeStore } from './office-store.ts';
import { createPositionStore } from './position-store.ts';
import { createReaders } from './readers.ts';
import { createRecovery } from './recovery.ts';
import { createSessionStore } from './session-store.ts';
import { createSessions } from './sessions.ts';
import { createSetup } from './setup.ts';
import { createSharedLists } from './shared-lists.ts';
import { createUnitKeys } from './unit-keys.ts';
import { createUnitStore } from './unit-store.ts';

interface Dependencies {
  readonly database: Database;
  readonly serverKeys: ServerKeys;
  readonly audit: AuditTrail;
  readonly clock: () => Date;
  readonly log: Log;
}

/** Everything about staff, units, keys and the office's settings, on one database. */
export function createAccounts({ database, serverKeys, audit, clock, log }: Dependencies) {
  const memberStore = createMemberStore(database);
  const units = createUnitStore(database);
  const grants = createKeyGrantStore(database);
  const positions = createPositionStore(database);
  const officeStore = createOfficeStore(database);
  const office = createOffice({ store: officeStore, clock });
  const links = createLinks({ store: createLinkStore(database), clock });
  const unitKeys = createUnitKeys({ members: memberStore, units, grants, office, serverKeys });
  const sessionStore = createSessionStore(database);
  const sessions = createSessions({ store: sessionStore, members: memberStore, unitKeys, clock });
  const forMembers = { members: memberStore, links, unitKeys, sessions, office, serverKeys, audit };
  const lists = { members: memberStore, units, positions, grants };
  const kept = createKeptLists(database, lists);
  const shared = createSharedLists(lists);
  return {
    /** The office as pages show it; at most two seconds old, so nothing is decided by it but what to show. */
    shown: {
      units: kept.units,
      positions: kept.positions,
      readers: createReaders({ ...kept, office, serverKeys }),
      unitKeys: createUnitKeys({ ...kept, office, serverKeys }),
    },
    office,
    units,
    positions,
    unitKeys,
    sessions,
    links,
    log,
    members: createMemberService(forMembers),
    readers: createReaders({ ...shared, office, serverKeys }),
    recovery: createRecovery({ links, members: memberStore, unitKeys, units, office, serverKeys }),
    setup: createSetup({ links, office, units, positions, members: memberStore, serverKeys }),
    formTokens: createFormTokens(serverKeys),
    /** Whose documents carry `owed`, for the outbox. */
    owing: [
      owingIn(memberStore.model),
      owingIn(units.model),
      owingIn(grants.model),
      owingIn(officeStore.model),
    ],
    /** Removes ended sessions and links; a job for stores without a TTL index. */
    async sweep(): Promise<void> {
      await Promise.all([sessions.sweep(), links.sweep()]);
    },
  };
}

export type Accounts = ReturnType<typeof createAccounts>;
