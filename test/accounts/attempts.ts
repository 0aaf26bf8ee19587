import { StepClosed } from '../../src/accounts/errors.ts';
import { TooBusy } from '../../src/accounts/sign-in/password-work.ts';
import { MustWait } from '../../src/accounts/sign-in/throttle.ts';

/** How an attempt to prove who one is ended. */
export async function outcomeOf(
  attempt: Promise<unknown>,
): Promise<'in' | 'wrong' | 'wait' | 'busy' | 'closed'> {
  try {
    return (await attempt) === undefined ? 'wrong' : 'in';
  } catch (error) {
    if (error instanceof TooBusy) return 'busy';
    if (error instanceof MustWait) return 'wait';
    if (error instanceof StepClosed) return 'closed';
    throw error;
  }
}
