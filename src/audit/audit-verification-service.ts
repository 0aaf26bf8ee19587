import type { Day } from '../calendar/day.ts';
import type { MacOfHead } from './audit-day-store.ts';
import type { Head } from './audit-hashes.ts';
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

function findingOf(verdict: Verdict, on: Day, wasCompared: boolean): Finding {
  if (verdict.isSound) return { on, isSound: true, wasCompared, ...verdict.head };
  const { fault } = verdict;
  const base = { on, isSound: false, wasCompared, kind: fault.kind };
  if (!('sequence' in fault)) return { ...base, sequence: 0, lineOn: fault.on };
  return { ...base, sequence: fault.sequence, ...(fault.kind === 'cut' && { end: fault.end }) };
}

/** The same for the same fault, whenever it is found; safe in an address. */
function idOf({ kind = '', sequence, end = 0, lineOn = '' }: Finding): string {
  return [kind, sequence, end, lineOn].join('.');
}

/**
 * Verifies the chain on behalf of the auditor's page: asking is a short write, a job does the work in one process, and
 * the page shows how far it is and what was found.
 */
export function createAuditVerificationService(dependencies: Dependencies) {
  const { verifications, today, macOf, announceFault, log, ...stores } = dependencies;
  /** The head that this process found last, which nobody with the database alone can change. */
  let remembered: Head | undefined;

  return {
    ask: verifications.ask.bind(verifications),
    /** An auditor has looked into a fault; false when it is none of the open ones. */
    close: verifications.close.bind(verifications),
    latest: async (): Promise<Verification> => verifications.read(),

    async isNeeded(): Promise<boolean> {
      return (await verifications.read()).state === 'asked';
    },

    async work(signal?: AbortSignal): Promise<void> {
      const { given } = await verifications.read();
      const heads = [given, remembered].filter((head) => head !== undefined);
      const verdict = await verifyChain(stores, {
        given: heads,
        macOf,
        onProgress: (checked) => verifications.progress(checked),
        ...(signal && { signal }),
      });
      if (verdict === undefined) return;
      const finding = findingOf(verdict, today(), given !== undefined);
      if (!verdict.isSound) {
        log.error(verdict.fault, 'the chain of the audit log is broken');
        await verifications.keepOpen({ id: idOf(finding), ...finding });
        await announceFault(finding.on);
      } else if (verdict.head.sequence > 0) remembered = verdict.head;
      await verifications.finish(given, finding);
    },
  };
}

export type AuditVerificationService = ReturnType<typeof createAuditVerificationService>;
