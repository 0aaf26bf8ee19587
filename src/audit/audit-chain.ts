import { addDays, type Day } from '../calendar/day.ts';
import { randomId } from '../storage/ids.ts';
import type { AuditDayStore } from './audit-day-store.ts';
import { type Head, linksAfter } from './audit-hashes.ts';
import type { AuditLinkStore } from './audit-link-store.ts';
import { fillingLine, newSalt } from './audit-line.ts';
import type { AuditStore } from './audit-store.ts';

interface Dependencies {
  readonly lines: AuditStore;
  readonly links: AuditLinkStore;
  readonly days: AuditDayStore;
  readonly today: () => Day;
  /** Mails the head of a day to the auditors; may be asked again with the same one. */
  readonly announce: (day: Day, head: Head) => Promise<void>;
}

const linesAtOnce = 500;

/** How many hidden lines a day has at least; more are filled up to twice as many, and so on. */
const fewestHiddenLines = 32;

/** The number of hidden lines that a day shows, which tells only the size class: 32, 64, 128, … */
export function hiddenLinesShown(hidden: number): number {
  let shown = fewestHiddenLines;
  while (shown < hidden) shown *= 2;
  return shown;
}

/**
 * Carries the chain on. One process at a time does so under a lease; should two overlap, the store refuses the second
 * one's links, because a place and a predecessor are taken once. Every step may be repeated after a crash.
 */
export function createAuditChain({ lines, links, days, today, announce }: Dependencies) {
  /** The last day that this process began, and the last whose work it knows to be done. */
  let begun = '';
  let done = '';

  /** Lines of a version without a chain come first, before anything that came in with one. */
  async function adoptOldLines(): Promise<void> {
    if ((await links.head()).sequence > 0) return;
    let last = '';
    for (;;) {
      const found = await lines.placesAfter(last, linesAtOnce);
      const old = found.filter(({ salt }) => salt === undefined).map(({ _id }) => _id);
      if (old.length > 0) await lines.adopt(old, { salt: newSalt, since: today() });
      if (found.length < linesAtOnce) return;
      last = found.at(-1)?._id ?? last;
    }
  }

  /** Once a day: what was held back is let go, among lines that say nothing. Again, with more of them, after a crash before its end. */
  async function begin(day: Day): Promise<void> {
    const hidden = await lines.countHidden(day);
    const yesterday = addDays(day, -1);
    const missing = hiddenLinesShown(hidden) - hidden;
    await lines.append(Array.from({ length: missing }, () => fillingLine(randomId(), yesterday)));
    await lines.release(day);
    await days.begin(day);
  }

  /** False when another process came between or the signal says to stop. */
  async function chainReady(isStopped: () => boolean): Promise<boolean> {
    for (;;) {
      if (isStopped()) return false;
      const ready = await lines.ready(linesAtOnce);
      if (ready.length === 0) return true;
      const ids = ready.map(({ _id }) => _id);
      const chained = await links.placesOf(ids);
      const fresh = ready.filter(({ _id }) => !chained.has(_id));
      if (!(await links.add(linksAfter(await links.head(), fresh)))) return false;
      await lines.markChained(ids);
    }
  }

  /**
   * The head of the day is fixed before it is mailed, so that every mail of a day says the same. Where somebody put another head in, the verification
   * tells that, and what is mailed is the end of the chain.
   */
  async function finish(day: Day): Promise<void> {
    if (!(await days.find(day))?.isMailed) {
      const end = await links.head();
      await days.setHead(day, end);
      await announce(day, (await days.find(day))?.head ?? end);
      await days.markMailed(day);
    }
    done = day;
  }

  return {
    /** The end of the chain now. */
    head: async (): Promise<Head> => links.head(),

    /** Whether a line may be chained now or the day's work is not done. */
    async isNeeded(): Promise<boolean> {
      return done !== today() || lines.hasReady();
    },

    /** Chains what may be chained; once a day also what was held back, and mails the head. */
    async work(signal?: AbortSignal): Promise<void> {
      const day = today();
      if (begun !== day && done !== day && !(await days.find(day))?.isMailed) {
        await adoptOldLines();
        await begin(day);
        begun = day;
      }
      if ((await chainReady(() => signal?.aborted ?? false)) && done !== day) await finish(day);
    },
  };
}

export type AuditChain = ReturnType<typeof createAuditChain>;
