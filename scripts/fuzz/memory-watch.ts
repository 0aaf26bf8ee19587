import type { Memory, Target } from './scene.ts';

const MEBIBYTE = 1024 * 1024;
/**
 * How much more may be kept at the end than after the first half, in bytes. What is kept for a time on purpose (the addresses of the
 * limits, ten minutes) and what V8 compiles late is 1.3 MiB of 12,000 requests; one leak of one request in a hundred was 6. Resident memory
 * wavers by what the collector has not given back yet.
 */
const MOST_HEAP = 4 * MEBIBYTE;
const MOST_RESIDENT = 96 * MEBIBYTE;

/** What the app kept after a quarter, the half and the whole of the requests, in bytes, and what of it is over the bounds. */
export interface MemoryGrowth {
  readonly samples: readonly Memory[];
  readonly over: readonly string[];
}

/** Looks at an app's memory at each quarter of a run. The first quarter warms it up: code is compiled, pools and caches fill. */
export function createMemoryWatch(target: Pick<Target, 'memory'>, requests: number) {
  const samples: Memory[] = [];
  return {
    /** @param sent how many requests have been sent so far */
    async look(sent: number): Promise<void> {
      if (sent < ((samples.length + 1) * requests) / 4) return;
      const memory = await target.memory();
      if (memory) samples.push(memory);
    },

    /** Undefined where the memory could not be told four times. */
    growth(): MemoryGrowth | undefined {
      const [, half, , end] = samples;
      if (!half || !end) return undefined;
      const over = [
        ...tooMuch('the heap', end.heap - half.heap, MOST_HEAP),
        ...tooMuch('the resident memory', end.resident - half.resident, MOST_RESIDENT),
      ];
      return { samples, over };
    },
  };
}

function tooMuch(what: string, grown: number, most: number): string[] {
  return grown <= most
    ? []
    : [`${what} by ${inMebibytes(grown)} in the second half; ${inMebibytes(most)} may be`];
}

export function inMebibytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
}
