/** How far a command is. */
export interface Progress {
  /** Says where a long step is; at most every other second, so it may be called for every item. */
  at(describe: () => string): void;
  /** Says that a step begins. */
  say(sentence: string): void;
}

const EVERY_MS = 2_000;

export function createProgress(write: (line: string) => void, clock = () => Date.now()): Progress {
  let last = clock();
  return {
    at(describe) {
      if (clock() - last < EVERY_MS) return;
      last = clock();
      write(describe());
    },
    say: write,
  };
}

/** A number as people read it: 1,234,567. */
export function counted(number: number, thing: string, things = `${thing}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? thing : things}`;
}

/** Bytes in megabytes of 1024 × 1024, as the settings count them. */
export function megabytes(bytes: number): string {
  return `${Math.max(0.1, bytes / 1024 / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
}
