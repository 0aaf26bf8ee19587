import type { Case } from './case.ts';
import { answersOf, heldKeys } from './case-access.ts';
import type { CaseStore } from './case-store.ts';
import { NotFound } from '../errors.ts';
import type { FoundConflicts } from './found-conflicts.ts';
import type { Officer } from './readers.ts';

/** How many cases one request looks at: a second or two of work. */
const AT_ONCE = 250;

interface Dependencies {
  readonly cases: Pick<CaseStore, 'eachAfter'>;
  /** In the office as it is at this moment: somebody of it is let in by what is found. */
  readonly foundConflicts: FoundConflicts;
}

/** Looking whom cases came to concern without showing any of them: before somebody is let in to a unit. */
export function createLooking({ cases, foundConflicts }: Dependencies) {
  /** Takes out of a case whom it concerns; once more where a colleague changed it at this moment. */
  async function lookAt(officer: Officer, before: Case): Promise<void> {
    const keys = before.keys && (await heldKeys(officer, before.keys, before._id));
    if (!keys) return; // its contents are gone, or this session opens them as little as whoever is let in by it
    const contents = { keys, answers: await answersOf(before, keys) };
    const after = await foundConflicts.takeOut(officer, before, contents);
    if (after.version !== before.version && after.audience.join() === before.audience.join())
      await foundConflicts.takeOut(officer, after, contents);
  }

  return {
    /**
     * Looks at the next cases that the officer may know of, in the order of their ids. Who is let in afterwards is a member by now, so that
     * a report which comes in meanwhile was looked at when it was sent.
     * @param after the id of the last case that was looked at; empty at the beginning
     * @returns the id of the last one now; undefined once every case was looked at
     */
    async through(officer: Officer, after: string, atOnce = AT_ONCE): Promise<string | undefined> {
      const { found, last } = await cases.eachAfter(after, officer.audience, atOnce);
      for (const one of found)
        await lookAt(officer, one).catch((error: unknown) => {
          // It concerns the officer, who is out of it now, or it went meanwhile.
          if (!(error instanceof NotFound)) throw error;
        });
      return last;
    },
  };
}

export type Looking = ReturnType<typeof createLooking>;
