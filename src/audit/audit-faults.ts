import { type Day, isDay } from '../calendar/day.ts';

/** What is wrong with a chain. `sequence` is the bad line's place; `on` the day of a line, or of a head, that has none. */
export type Fault =
  | {
      readonly kind: 'gap' | 'twice' | 'order' | 'link' | 'removed' | 'changed' | 'rewritten';
      readonly sequence: number;
    }
  | { readonly kind: 'cut'; readonly sequence: number; readonly end: number }
  | { readonly kind: 'unchained' | 'late' | 'forged'; readonly on: Day };

/** More faults than these are counted and not named: then there is enough to look into. */
export const MOST_FAULTS = 50;

/** All that can be wrong. */
export const FAULT_KINDS = [
  'gap',
  'twice',
  'order',
  'link',
  'removed',
  'changed',
  'rewritten',
  'cut',
  'unchained',
  'late',
  'forged',
] as const satisfies readonly Fault['kind'][];

/** A fault as it is kept and shown. */
export function placeOf(fault: Fault): FaultPlace {
  const { kind } = fault;
  if (!('sequence' in fault)) return { kind, sequence: 0, lineOn: fault.on };
  return { kind, sequence: fault.sequence, ...(fault.kind === 'cut' && { end: fault.end }) };
}

/** The same for the same fault, whenever it is found; safe in an address. */
export function spellFault(fault: Fault): string {
  const { kind, sequence, end = 0, lineOn = '' } = placeOf(fault);
  return [kind, sequence, end, lineOn].join('.');
}

/** What {@link spellFault} wrote; a word that it did not write is a fault of no known kind. */
export function readFault(spelled: string): FaultPlace {
  const [kind = '', sequence = '', end = '', lineOn = ''] = spelled.split('.');
  return { kind, sequence: Number(sequence), end: Number(end), ...(isDay(lineOn) && { lineOn }) };
}

/** A fault as it is kept and shown. */
export interface FaultPlace {
  readonly kind?: string;
  /** The place of the bad line; 0 for a line without a place. */
  readonly sequence: number;
  /** Where the chain ends that was cut off. */
  readonly end?: number;
  /** The day of a bad line, or head, without a place. */
  readonly lineOn?: Day;
}

/** The gravest faults first, else in the order in which they were found, and how many there are. */
export interface FoundFaults {
  readonly faults: readonly [Fault, ...Fault[]];
  readonly count: number;
  /** Whether it is another chain than the one whose heads it was compared with. */
  readonly isOther: boolean;
}

/** What tells that the chain, and not a line of it, was made anew. */
const GRAVE: ReadonlySet<Fault['kind']> = new Set(['rewritten', 'cut', 'forged']);

/**
 * Gathers faults. Threat: a verification that ended at its first would let an old, known one hide every later one, and so would one that named
 * no more than the first fifty that somebody made for it.
 */
export function createFaults() {
  const days = new Set<string>();
  const [grave, others]: [Fault[], Fault[]] = [[], []];
  let [count, isOther] = [0, false];

  /** A day is told of once, however many of its lines show it. */
  function isKnown(fault: Fault): boolean {
    if ('sequence' in fault) return false;
    const isAgain = days.has(spellFault(fault));
    days.add(spellFault(fault));
    return isAgain;
  }

  return {
    add(fault: Fault): void {
      if (isKnown(fault)) return;
      count += 1;
      isOther ||= fault.kind === 'rewritten' || fault.kind === 'cut';
      const named = GRAVE.has(fault.kind) ? grave : others;
      if (named.length < MOST_FAULTS) named.push(fault);
    },

    found(): FoundFaults | undefined {
      const [first, ...rest] = [...grave, ...others].slice(0, MOST_FAULTS);
      return first && { faults: [first, ...rest], count, isOther };
    },
  };
}

export type Faults = ReturnType<typeof createFaults>;
