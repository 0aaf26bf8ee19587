import type { CaseKeys } from '../vault/case-keys.ts';
import { WrongKey } from '../vault/errors.ts';
import type { Case } from './case.ts';
import { answersOf, assertDeclared, type Contents, heldKeys, keysOf } from './case-access.ts';
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
  readonly handingOver: Pick<HandingOver, 'awaitFor'>;
  readonly foundConflicts: FoundConflicts;
}

/**
 * The one way to a case, to read it and to act on it: whom it concerns by now is taken out first. Threat: somebody who was moved into the
 * unit, or to a position, sends the form of an act on a case about them that they never opened.
 */
export function createOpening({ handingOver, foundConflicts }: Dependencies) {
  async function keysFor(officer: Officer, found: Case): Promise<CaseKeys> {
    try {
      return await keysOf(officer, found);
    } catch (error) {
      if (error instanceof WrongKey) await handingOver.awaitFor(officer, found);
      throw error;
    }
  }

  async function looked(officer: Officer, before: Case, keys: CaseKeys): Promise<Opened> {
    const contents = { keys, answers: await answersOf(before, keys) };
    return { found: await foundConflicts.takeOut(officer, before, contents), ...contents };
  }

  return {
    /**
     * The contents of a case: its report, its files, its reporter's identity, and whatever takes its keys to do.
     * @throws {DeclarationRequired} before the officer has said that nothing of theirs is at stake
     * @throws {NotFound} when its contents are gone or withdrawn, or it turns out to concern the officer
     * @throws {WrongKey} when the member's session holds no key to it; if they are on its list, they get it when a colleague opens it
     */
    openFor: async (officer: Officer, before: Case): Promise<Opened> =>
      looked(officer, before, await keysFor(officer, before)),

    /**
     * A case for what those do too who open nothing of it. Nothing tells of those whether it concerns them: somebody of the unit looked
     * when they let them in.
     * @throws {DeclarationRequired} before the officer has said that nothing of theirs is at stake
     * @throws {NotFound} when it turns out to concern the officer
     */
    async reachFor(officer: Officer, before: Case): Promise<Reached> {
      assertDeclared(officer, before);
      const keys = before.keys && (await heldKeys(officer, before.keys, before._id));
      return keys ? looked(officer, before, keys) : { found: before, keys };
    },
  };
}

export type Opening = ReturnType<typeof createOpening>;
