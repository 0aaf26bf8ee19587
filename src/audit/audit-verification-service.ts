import type { Day } from '../calendar/day.ts';
import type { MacOfHead } from './audit-day-store.ts';
import type { Head } from './audit-hashes.ts';
import { type Fault, placeOf, spellFault } from './audit-faults.ts';
import { type ChainStores, type Verdict, verifyChain } from './audit-verification.ts';
import type { Log } from '../log.ts';
import type { AuditVerificationStore, Finding, Verification } from './audit-verification-store.ts';

export type { Finding, OpenFinding, Verification } from './audit-verification-store.ts';

interface Dependencies extends ChainStores {
  readonly verifications: AuditVerificationStore;
  readonly today: () => Day;
  readonly macOf: MacOfHead;
  /** Tells the auditors that a fault was found on this day, and no more; may be asked again. */
  readonly announceFault: (day: Day) => Promise<void>;
  readonly log: Pick<Log, 'error'>;
}

type About = Pick<Finding, 'on' | 'wasCompared'>;

function findingOf(fault: Fault, about: About): Finding {
  return { ...about, isSound: false, ...placeOf(fault) };
}

/** What the page says first of a verification. */
function summaryOf(verdict: Verdict, about: About): Finding {
  if (verdict.isSound) return { ...about, isSound: true, ...verdict.head };
  const { faults, count } = verdict;
  return { ...findingOf(faults[0], about), ...(count > 1 && { more: count - 1 }) };
}

/** Whether a chain goes on from the heads that it was compared with: only then is its end one to remember. */
function isContinued(verdict: Verdict): boolean {
  return verdict.head.sequence > 0 && (verdict.isSound || !verdict.isOther);
}

/**
 * Verifies the chain once a day, whatever became of the day's mail, and on behalf of the auditor's page: asking is a short write, a job
 * does the work in one process, and the page shows how far it is and what was found.
 */
export function createAuditVerificationService(dependencies: Dependencies) {
  const { verifications, today, macOf, announceFault, log, ...stores } = dependencies;
  /** The head that this process found last, which nobody with the database alone can change. */
  let remembered: Head | undefined;
  /** The day on which this process verified it last: the one that the database names may be made up. */
  let verifiedOn: Day | undefined;

  async function tellFaults({ faults, count }: Verdict & { isSound: false }, about: About): Promise<void> {
    log.error({ ...faults[0], count }, 'the chain of the audit log is broken');
    for (const fault of faults)
      await verifications.keepOpen({ id: spellFault(fault), ...findingOf(fault, about) });
    await announceFault(about.on);
  }

  return {
    ask: verifications.ask.bind(verifications),
    /** An auditor has looked into a fault. */
    close: verifications.close.bind(verifications),
    latest: async (): Promise<Verification> => verifications.read(),

    /** Whether somebody asked for a verification, or this process's one of today is still to come. */
    async isNeeded(): Promise<boolean> {
      return verifiedOn !== today() || (await verifications.read()).state === 'asked';
    },

    async work(signal?: AbortSignal): Promise<void> {
      const { state, given, heads } = await verifications.read();
      if (state !== 'asked') await verifications.ask(undefined);
      const verdict = await verifyChain(stores, {
        given: remembered ? [...given, remembered] : given,
        macOf,
        onProgress: (checked) => verifications.progress(checked),
        ...(signal && { signal }),
      });
      if (verdict === undefined) return;
      const about = { on: today(), wasCompared: given.length > 0 };
      if (!verdict.isSound) await tellFaults(verdict, about);
      if (isContinued(verdict)) remembered = verdict.head;
      await verifications.finish(heads, summaryOf(verdict, about));
      verifiedOn = about.on;
    },
  };
}

export type AuditVerificationService = ReturnType<typeof createAuditVerificationService>;
