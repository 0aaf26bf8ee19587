import type { CaseKeys } from '../vault/case-keys.ts';
import { WrongKey } from '../vault/errors.ts';
import type { Case } from './case.ts';
import { answersOf, type Contents, keysOf } from './case-access.ts';
import type { FoundConflicts } from './found-conflicts.ts';
import type { HandingOver } from './handing-over.ts';
import type { Officer } from './readers.ts';

/** A case as it is now, for an officer whom it does not concern, with what opens its contents. */
interface Opened extends Contents {
  readonly found: Case;
}

interface Dependencies {
  readonly handingOver: Pick<HandingOver, 'awaitFor'>;
  readonly foundConflicts: FoundConflicts;
}

/** The one way to the contents of a case, to its report, its files and its reporter's identity: whom it concerns by now is taken out first. */
export function createOpening({ handingOver, foundConflicts }: Dependencies) {
  async function keysFor(officer: Officer, found: Case): Promise<CaseKeys> {
    try {
      return await keysOf(officer, found);
    } catch (error) {
      if (error instanceof WrongKey) await handingOver.awaitFor(officer, found);
      throw error;
    }
  }

  /**
   * @throws {DeclarationRequired} before the officer has said that nothing of theirs is at stake
   * @throws {NotFound} when its contents are gone or withdrawn, or it turns out to concern the officer
   * @throws {WrongKey} when the member's session holds no key to it; if they are on its list, they get it when a colleague opens it
   */
  return async function openFor(officer: Officer, before: Case): Promise<Opened> {
    const keys = await keysFor(officer, before);
    const contents = { keys, answers: await answersOf(before, keys) };
    return { found: await foundConflicts.takeOut(officer, before, contents), ...contents };
  };
}

export type OpenFor = ReturnType<typeof createOpening>;
