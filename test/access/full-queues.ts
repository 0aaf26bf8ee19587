import { PAGE_ROWS } from '../../src/cases/case-queue-service.ts';
import { STATUSES } from '../../src/cases/case-terms.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { OfficeAtWork } from '../triage/support.ts';

/** Cases for each unit, more than a page of the queue shows, in every stage of their life and with figures for a dashboard. */
export async function fillQueues(
  { portal: { services }, report }: OfficeAtWork,
  unitIds: readonly string[],
): Promise<void> {
  const cases = services.database.collection<{ _id: string }>('cases');
  const { id } = await report();
  await services.outbox.deliver();
  const {
    code: _code,
    draft: _draft,
    ...one
  } = (await cases.findOne<Record<string, unknown>>({ _id: id })) ?? {};
  const month = services.today().slice(0, 7);
  const copies = unitIds.flatMap((unitId) =>
    Array.from({ length: PAGE_ROWS + 5 }, (_, number) => ({
      ...one,
      _id: randomId(),
      unitId,
      audience: [`unit:${unitId}`],
      status: STATUSES[number % STATUSES.length],
      category: number % 3 === 0 ? 'complaint' : 'corruption',
      verified: { month, after: number },
      ended: { month, after: number, kind: 'resolved' },
    })),
  );
  await cases.insertMany(copies);
}
