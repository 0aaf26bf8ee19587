import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a condition holds, asking again and again; fails after `seconds`. */
export async function until(holds: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end)
      throw new Error(`this did not happen within ${seconds} seconds: ${holds.toString()}`);
    await pause(50);
  }
}
