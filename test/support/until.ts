import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until a condition holds, asking again and again, a last time after `seconds`; fails where it does not hold then. A test is
 * given longer than that, so that it is this which says what did not happen.
 */
export async function until(holds: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const isLast = performance.now() > end;
    if (await holds()) return;
    if (isLast) throw new Error(`this did not happen within ${seconds} seconds: ${holds.toString()}`);
    await pause(50);
  }
}
