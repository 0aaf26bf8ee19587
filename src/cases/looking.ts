import { ZodError } from 'zod';
import { NobodyEligible, NotFound } from '../errors.ts';
import type { Log } from '../log.ts';
import { DamagedEnvelope, WrongKey, WrongPlace } from '../vault/errors.ts';
import type { Case } from './case.ts';
import { type Contents, findFor, heldContents } from './case-access.ts';
import type { CaseStore } from './case-store.ts';
import type { FoundConflicts } from './found-conflicts.ts';
import type { Officer } from './readers.ts';
import { unlessChanged, untilWritten } from './until-written.ts';

/** How long one request looks: no proxy takes a connection that is silent for so long for a dead one. */
const LONGEST_MS = 10_000;
/** How many cases are read at once. */
const BATCH = 100;

interface Dependencies {
  readonly cases: Pick<CaseStore, 'eachAfter' | 'find'>;
  /** In the office as it is when this is called: somebody of it is let in by what is found. */
  readonly foundConflictsNow: () => Promise<Pick<FoundConflicts, 'takeOutNow'>>;
  readonly log: Log;
}

/** Looking whom cases came to concern without showing any of them: before somebody is let in to a unit. */
export function createLooking({ cases, foundConflictsNow, log }: Dependencies) {
  /**
   * What opens a case. Threat: who writes to the database damages one case, and nobody is let in any more; so what nobody opens
   * is passed over, as whoever is let in opens it as little.
   * @returns undefined where its contents are gone or damaged, or this session opens them as little as whoever is let in by it
   */
  async function contentsOf(officer: Officer, found: Case): Promise<Contents | undefined> {
    try {
      return await heldContents(officer, found);
    } catch (error) {
      if (!isDamage(error)) throw error;
      log.warn({ err: error }, 'a case that nobody opens was passed over');
      return undefined;
    }
  }

  /** Takes out of a case whom it concerns; again where a colleague changed it at this moment. */
  async function lookAt(
    { takeOutNow }: Pick<FoundConflicts, 'takeOutNow'>,
    officer: Officer,
    before: Case,
  ): Promise<void> {
    let found = before;
    await untilWritten(async () => {
      const contents = await contentsOf(officer, found);
      if (!contents || (await unlessChanged(async () => takeOutNow(officer, found, contents)))) return true;
      found = await findFor(cases, officer, before._id);
      return false;
    });
  }

  return {
    /**
     * Looks at the next cases that the officer may know of, in the order of their ids, for as long as a request takes. Who is let in
     * afterwards is a member by now, so that a report which comes in meanwhile was looked at when it was sent.
     * @param after the id of the last case that was looked at; empty at the beginning
     * @returns the id of the last one now; undefined once every case was looked at
     * @throws {VaultError} where a case cannot be sealed anew without whom it concerns: nobody may be let in then
     * @throws {VersionConflict} where others kept changing a case
     */
    async through(officer: Officer, after: string, longestMs = LONGEST_MS): Promise<string | undefined> {
      const endsAt = performance.now() + longestMs;
      const foundConflicts = await foundConflictsNow();
      let next: string | undefined = after;
      while (next !== undefined) {
        const { found, last } = await cases.eachAfter(next, officer.audience, BATCH);
        for (const one of found) {
          await unlessPassedOver(lookAt(foundConflicts, officer, one));
          if (performance.now() >= endsAt) return one._id;
        }
        next = last;
      }
      return undefined;
    },
  };
}

export type Looking = ReturnType<typeof createLooking>;

/** Asked of opening alone: what fails while sealing is no damage of the case, but of whom it would be sealed to. */
function isDamage(error: unknown): boolean {
  return [DamagedEnvelope, WrongKey, WrongPlace, ZodError].some((kind) => error instanceof kind);
}

/**
 * It concerns the officer, who is out of it now, or it went meanwhile; or nobody else could go on with it, and it opens for nobody whom
 * it concerns. A unit's only handler could let nobody in otherwise.
 */
function isPassedOver(error: unknown): boolean {
  return error instanceof NotFound || error instanceof NobodyEligible;
}

async function unlessPassedOver(looking: Promise<void>): Promise<void> {
  try {
    await looking;
  } catch (error) {
    if (!isPassedOver(error)) throw error;
  }
}
