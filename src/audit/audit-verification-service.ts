import type { Day } from '../calendar/day.ts';
import type { Head } from './audit-hashes.ts';
import { type ChainStores, type Verdict, verifyChain } from './audit-verification.ts';
import type { Log } from '../log.ts';
import type { AuditVerificationStore, Finding, Verification } from './audit-verification-store.ts';

export type { Finding, OpenFinding, Verification } from './audit-verification-store.ts';

interface Dependencies extends ChainStores {
  readonly verifications: AuditVerificationStore;
  readonly today: () => Day;
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
export function createAuditVerificationService({ verifications, today, log, ...stores }: Dependencies) {
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
      const heads: readonly Head[] = given === undefined ? [] : [given];
      const verdict = await verifyChain(stores, {
        given: heads,
        onProgress: (checked) => verifications.progress(checked),
        ...(signal && { signal }),
      });
      if (verdict === undefined) return;
      const finding = findingOf(verdict, today(), given !== undefined);
      if (!verdict.isSound) {
        log.error(verdict.fault, 'the chain of the audit log is broken');
        await verifications.keepOpen({ id: idOf(finding), ...finding });
      }
      await verifications.finish(given, finding);
    },
  };
}

export type AuditVerificationService = ReturnType<typeof createAuditVerificationService>;
