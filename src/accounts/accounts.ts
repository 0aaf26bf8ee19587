import type { Database } from '../storage/database.ts';
import { owingIn } from '../storage/outbox.ts';
import { runEach } from '../run-each.ts';
import type { PasswordHash } from '../vault/password.ts';
import type { ServerKeys } from '../vault/server-keys.ts';
import type { AuditTrail } from './audit-trail.ts';
import { createFormTokens } from './sign-in/form-token.ts';
import { createKeyrings } from './sign-in/keyrings.ts';
import { createGrantRemoval } from './keys/grant-removal.ts';
import { createKeyConfirmations } from './keys/key-confirmations.ts';
import { type AccountLists, createKeptLists } from './kept-lists.ts';
import { createKeyGrantStore } from './keys/key-grant-store.ts';
import { createLinkStore } from './members/link-store.ts';
import { createLinks } from './members/links.ts';
import { createMemberService } from './members/member-service.ts';
import { createMemberStore } from './members/member-store.ts';
import { createOffice, type Office } from './office/office.ts';
import { createOpening } from './office/opening.ts';
import { createOfficeStore } from './office/office-store.ts';
import { createDeviceCookie } from './sign-in/device-cookie.ts';
import { createEmailChange } from './members/email-change.ts';
import { createPersonalRecovery } from './keys/personal-recovery.ts';
import { createFactors } from './sign-in/factors.ts';
import { createPasskeys } from './sign-in/passkeys.ts';
import { createPasswordWork } from './sign-in/password-work.ts';
import { createFailedSignInStore } from './sign-in/failed-sign-in-store.ts';
import { createFailedSignIns } from './sign-in/failed-sign-ins.ts';
import { createSecondFactor } from './sign-in/second-factor.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { createThrottle } from './sign-in/throttle.ts';
import { createThrottleStore } from './sign-in/throttle-store.ts';
import { createPositions } from './office/positions.ts';
import { createSettingsService } from './office/settings-service.ts';
import { createPositionStore } from './office/position-store.ts';
import { createAudiences } from './readers/audiences.ts';
import { createOpenLanes } from './readers/open-lanes.ts';
import { createPresentOffice } from './readers/present-office.ts';
import { createReaderTags, type ReaderTags } from './readers/reader-tags.ts';
import { createReaders } from './readers/readers.ts';
import { createRecovery } from './keys/recovery.ts';
import { createSessionStore } from './sign-in/session-store.ts';
import { createSessions } from './sign-in/sessions.ts';
import { createSetup } from './office/setup.ts';
import { createSharedLists } from './shared-lists.ts';
import { createStandings } from './keys/standing.ts';
import { createUnitKeys } from './keys/unit-keys.ts';
import { createVouches } from './keys/vouches.ts';
import { createUnitStore } from './office/unit-store.ts';
import { createUnits } from './office/units.ts';

interface Dependencies {
  readonly database: Database;
  readonly serverKeys: ServerKeys;
  readonly audit: AuditTrail;
  readonly clock: () => Date;
  /** Scheme, host and port under which browsers reach the portal: passkeys are bound to it. */
  readonly baseUrl: string;
  readonly passwordHash?: PasswordHash | undefined;
}

/** Everything about staff, units, keys and the office's settings, on one database. */
export function createAccounts(dependencies: Dependencies) {
  const { database, serverKeys, audit, clock, baseUrl, passwordHash } = dependencies;
  const memberStore = createMemberStore(database);
  const unitStore = createUnitStore(database);
  const grants = createKeyGrantStore(database);
  const positionStore = createPositionStore(database);
  const officeStore = createOfficeStore(database);
  const office = createOffice({ store: officeStore, clock });
  const units = createUnits({ store: unitStore, office });
  const positions = createPositions({ store: positionStore, office });
  const links = createLinks({ store: createLinkStore(database), clock });
  const stores = { members: memberStore, units: unitStore, positions: positionStore, grants };
  const removeGrants = createGrantRemoval({ grants, audit });
  const standingOf = createStandings(stores);
  const unitKeys = createUnitKeys({ ...stores, removeGrants, standingOf, office, serverKeys });
  const sessions = createSessions({
    store: createSessionStore(database),
    members: memberStore,
    links,
    keyrings: createKeyrings({ unitKeys, standingOf }),
    office,
    clock,
  });
  const passwordWork = createPasswordWork({ hash: passwordHash });
  const throttle = createThrottle({ store: createThrottleStore(database), serverKeys, clock });
  const failedSignInStore = createFailedSignInStore(database);
  const failedSignIns = createFailedSignIns({ store: failedSignInStore, office, serverKeys, clock });
  const passkeys = createPasskeys({ serverKeys, baseUrl });
  const forFactors = { members: memberStore, sessions, passkeys, office, serverKeys, clock };
  const secondFactor = createSecondFactor({ ...forFactors, throttle });
  const signIn = createSignIn({
    members: memberStore,
    sessions,
    secondFactor,
    office,
    throttle,
    failedSignIns,
    passwordWork,
    audit,
  });
  const forMembers = {
    members: memberStore,
    links,
    unitKeys,
    standingOf,
    sessions,
    office,
    serverKeys,
    passwordWork,
  };
  const settings = createSettingsService({ office, units });
  const kept = createKeptLists(database, stores);
  const keptMembers = { ...memberStore, ...kept.members };
  const keptKeys = createUnitKeys({
    ...kept,
    members: keptMembers,
    removeGrants,
    standingOf,
    office,
    serverKeys,
  });
  const shared = createSharedLists(stores);
  const tags = createReaderTags(serverKeys);
  /** The office as pages show it; at most two seconds old, so nothing is decided by it but what to show. */
  const shown = {
    members: kept.members,
    units: kept.units,
    positions: kept.positions,
    readers: readersOf(kept, { office, serverKeys, tags }),
    unitKeys: keptKeys,
    vouches: createVouches({
      ...kept,
      members: keptMembers,
      office,
      serverKeys,
    }),
    confirmations: createKeyConfirmations({ ...kept, unitKeys: keptKeys, office, serverKeys }),
  };
  return {
    shown,
    opening: createOpening({ ...shown, office }),
    office,
    settings,
    units,
    positions,
    /** Units and positions, of which lines of the audit log tell. */
    named: async () => (await Promise.all([units.list(), positions.list()])).flat(),
    unitKeys,
    standingOf,
    vouches: createVouches({ ...stores, office, serverKeys }),
    confirmations: createKeyConfirmations({ ...stores, unitKeys, office, serverKeys }),
    sessions,
    links,
    signIn,
    secondFactor,
    factors: createFactors(forFactors),
    personalRecovery: createPersonalRecovery({ members: memberStore, sessions, office, passwordWork }),
    emailChange: createEmailChange({ members: memberStore, links, office }),
    failedSignIns,
    passwordWork,
    devices: createDeviceCookie({ isSecure: baseUrl.startsWith('https:'), serverKeys }),
    members: {
      ...createMemberService(forMembers),
      signIn: async (email: string, password: string) => signIn.withPassword(email, password),
    },
    readers: readersOf(shared, { office, serverKeys, tags }),
    recovery: createRecovery({ ...stores, links, unitKeys, office, serverKeys }),
    setup: createSetup({ ...stores, links, office, serverKeys, passwordHash }),
    formTokens: createFormTokens(serverKeys),
    /** Whose documents carry `owed`, for the outbox. */
    owing: [
      owingIn(memberStore.model),
      owingIn(unitStore.model),
      owingIn(positionStore.model),
      owingIn(grants.model),
      owingIn(officeStore.model),
      owingIn(failedSignInStore.model),
    ],
    /** Removes ended sessions and links, for stores without a TTL index; finishes what crashes cut off. */
    async sweep(): Promise<void> {
      await runEach([
        () => unitKeys.sweep(),
        () => settings.sweep(),
        () => failedSignIns.tell(),
        () => sessions.sweep(),
        () => links.sweep(),
        () => throttle.sweep(),
        () => failedSignIns.sweep(),
      ]);
    },
  };
}

export type Accounts = ReturnType<typeof createAccounts>;

/** Who reads what, by these lists. */
function readersOf(
  lists: AccountLists,
  { office, serverKeys, tags }: { office: Office; serverKeys: ServerKeys; tags: ReaderTags },
) {
  const standingOf = createStandings(lists);
  const audiences = createAudiences({ ...lists, standingOf, serverKeys, tags });
  const presentOffice = createPresentOffice({ ...lists, office, serverKeys });
  return {
    ...audiences,
    ...createReaders({ presentOffice, ofAudience: audiences.ofAudience, serverKeys, tags }),
    ...createOpenLanes({ ...lists, office, serverKeys }),
  };
}
