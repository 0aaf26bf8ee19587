import type { Services } from '../../src/services.ts';
import { reportCodeKeys } from '../../src/vault/report-code.ts';

/** Asks for a report to be withdrawn and has its days of grace be over, without moving the clock. */
export async function askLongAgo(services: Services, code: string): Promise<void> {
  await services.withdrawals.ask(code);
  const { modifiedCount } = await services.database
    .collection('cases')
    .updateOne(
      { 'code.lookupId': reportCodeKeys(code).lookupId },
      { $set: { 'withdrawal.dueOn': services.today() } },
    );
  if (modifiedCount !== 1) throw new Error('the report was withdrawn before');
}

/** The same, and carries it out. */
export async function withdrawNow(services: Services, code: string): Promise<void> {
  await askLongAgo(services, code);
  await services.removals.carryOutWithdrawals();
}
