import type { z } from 'zod';

/**
 * Reads what came out of a limited process: one line of JSON, and the bytes behind it. Both are judged as a stranger's: whoever broke the
 * process chose them.
 */
export function readAnswer<Said>(
  output: Buffer,
  schema: z.ZodType<Said>,
): { said: Said; rest: Buffer } | undefined {
  const end = output.indexOf('\n');
  try {
    const said = schema.parse(JSON.parse(output.toString('utf8', 0, Math.max(end, 0))));
    return { said, rest: output.subarray(end + 1) };
  } catch {
    return undefined;
  }
}
