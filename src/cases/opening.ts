import type { CaseKeys, OpenedCaseKeys } from '../vault/case-keys.ts';
import { NobodyEligible } from '../errors.ts';
import { VaultError, WrongKey } from '../vault/errors.ts';
import type { Case } from './case.ts';
import { answersOf, assertDeclared, type Contents, findFor, heldContents, keysOf } from './case-access.ts';
import type { CaseStore } from './case-store.ts';
import type { FoundConflicts } from './found-conflicts.ts';
import type { HandingOver } from './handing-over.ts';
import type { Officer } from './readers.ts';

/** A case as it is now, for an officer whom it does not concern, with what opens its contents. */
interface Opened extends Contents {
  readonly found: Case;
}

/** A case as it is now, for an officer whom it does not concern as far as their session can tell. */
interface Reached {
  readonly found: Case;
  /** Undefined for somebody who sees the row and opens nothing of it, and once the contents are gone. */
  readonly keys: CaseKeys | undefined;
}

interface Dependencies {
  readonly cases: Pick<CaseStore, 'find'>;
  readonly handingOver: Pick<HandingOver, 'awaitFor'>;
  readonly foundConflicts: FoundConflicts;
}

/**
 * The one way to a case, to read it and to act on it: whom it concerns by now is taken out first. Threat: somebody who was moved into the
 * unit, or to a position, sends the form of an act on a case about them that they never opened.
 */
export function createOpening({ cases, handingOver, foundConflicts }: Dependencies) {
  async function keysFor(officer: Officer, found: Case): Promise<OpenedCaseKeys> {
    try {
      return await keysOf(officer, found);
    } catch (error) {
      if (error instanceof WrongKey) await handingOver.awaitFor(officer, found);
      throw error;
    }
  }

  /** The case as it is once whom it concerns by now is out of it. */
  async function looked(officer: Officer, before: Case, contents: Contents): Promise<Opened> {
    return { found: await foundConflicts.takeOut(officer, before, contents), ...contents };
  }

  async function contentsFor(officer: Officer, before: Case): Promise<Contents> {
    const keys = await keysFor(officer, before);
    return { keys, answers: await answersOf(before, keys) };
  }

  /** As `openFor`, of a case that was found for this officer. */
  async function openFound(officer: Officer, before: Case): Promise<Opened> {
    return looked(officer, before, await contentsFor(officer, before));
  }

  return {
    openFound,

    /**
     * The contents of a case: its report, its files, its reporter's identity, and whatever takes its keys to do.
     * @throws {DeclarationRequired} before the officer has said that nothing of theirs is at stake
     * @throws {NotFound} when they know of no such case, its contents are gone or withdrawn, or it turns out to concern them
     * @throws {WrongKey} when the member's session holds no key to it; if they are on its list, they get it when a colleague opens it
     */
    openFor: async (officer: Officer, id: string): Promise<Opened> =>
      openFound(officer, await findFor(cases, officer, id)),

    /**
     * The same, for what somebody else had to decide. Threat: whom the report concerns by now decided on it, and is still in it because the
     * case changed at the moment in which they were to be taken out.
     * @throws {NobodyEligible} @throws {VersionConflict} where somebody whom it concerns could not be taken out
     */
    async openDecided(officer: Officer, id: string): Promise<Opened> {
      const before = await findFor(cases, officer, id);
      const contents = await contentsFor(officer, before);
      try {
        return { found: await foundConflicts.takeOutNow(officer, before, contents), ...contents };
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        throw new NobodyEligible('it could not be sealed to those whom it does not concern', {
          cause: error,
        });
      }
    },

    /**
     * A case for what those do too who open nothing of it. Nothing tells of those whether it concerns them: somebody of the unit looked
     * when they let them in.
     * @throws {DeclarationRequired} before the officer has said that nothing of theirs is at stake
     * @throws {NotFound} when they know of no such case, or it turns out to concern them
     */
    async reachFor(officer: Officer, id: string): Promise<Reached> {
      const before = await findFor(cases, officer, id);
      assertDeclared(officer, before);
      const contents = await heldContents(officer, before);
      return contents ? looked(officer, before, contents) : { found: before, keys: undefined };
    },
  };
}

export type Opening = ReturnType<typeof createOpening>;
