import type { QueueFilter, QueueSort } from './case-queue-store.ts';
import type { CaseStore } from './case-store.ts';

/** Rows on one page of the queue. */
export const PAGE_ROWS = 25;

/** The queue: the cases that an audience may know of, a page at a time. */
export function createCaseQueueService({ cases }: { readonly cases: Pick<CaseStore, 'queue'> }) {
  return {
    /** A page of the cases that this audience may know of; pages count from 1. */
    async queue(audience: readonly string[], page: number, filter: QueueFilter, sort: QueueSort) {
      const skip = (page - 1) * PAGE_ROWS;
      const ask = { filter, sort, skip, limit: PAGE_ROWS };
      if (sort !== 'deadline' || filter.isOpen !== undefined || filter.status)
        return cases.queue(audience, ask);
      // By deadline, what is over has none and would come first: it is asked for apart and put last.
      const open = await cases.queue(audience, { ...ask, filter: { ...filter, isOpen: true } });
      const over = await cases.queue(audience, {
        ...ask,
        filter: { ...filter, isOpen: false },
        skip: Math.max(0, skip - open.total),
      });
      return {
        rows: [...open.rows, ...over.rows].slice(0, PAGE_ROWS),
        total: open.total + over.total,
      };
    },
  };
}

export type CaseQueueService = ReturnType<typeof createCaseQueueService>;
