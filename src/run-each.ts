/**
 * Does each of several things that have nothing to do with each other, one after another: one that fails keeps no other from being
 * done.
 * @throws the error of the one that failed, or an AggregateError of several, after the last
 */
export async function runEach(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => errors.push(error));
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} of ${steps.length} steps failed`);
}
