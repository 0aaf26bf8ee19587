import type { Trees } from '../file/environment.ts';
import type { Owner } from '../folder/owner.ts';
import { NOTE_KEY, OWNER_KEY } from './saved-catalog.ts';
import type { Transactions } from './transactions.ts';
import { decode, type Document, encode, numberOf } from '../values/values.ts';

/** What a store's catalog says of the store itself: who owns it, and what a copy is of. */
export function createMetadata({ root, catalog }: Pick<Trees, 'root' | 'catalog'>, { next }: Transactions) {
  /** The process that last claimed this store and did not release it, alive or not. */
  function owner(): Owner | undefined {
    const bytes = catalog.get(OWNER_KEY);
    return bytes === undefined ? undefined : ownerOf(decode(bytes));
  }

  return {
    owner,

    /** Names the owner, unless another than `before` is named meanwhile; LMDB's write lock keeps two from doing it at once. */
    claim(mine: Owner, before: Owner | undefined): boolean {
      return root().transactionSync(() => {
        if (!isSame(owner(), before)) return false;
        catalog.putSync(OWNER_KEY, encode({ ...mine }));
        return true;
      });
    },

    disown: (): Promise<void> => next(() => catalog.removeSync(OWNER_KEY)),

    /** What a copy says of itself (`copies.ts`); undefined in a store that is in use or was. */
    readNote(): Document | undefined {
      const bytes = catalog.get(NOTE_KEY);
      return bytes === undefined ? undefined : decode(bytes);
    },

    saveNote(note: Document | undefined): Promise<void> {
      return next(() => {
        if (note === undefined) catalog.removeSync(NOTE_KEY);
        else catalog.putSync(NOTE_KEY, encode(note));
      });
    },
  };
}

function ownerOf({ processId, startedAt, socket }: Document): Owner {
  return {
    processId: numberOf(processId) ?? 0,
    startedAt: String(startedAt),
    socket: typeof socket === 'string' ? socket : '',
  };
}

function isSame(left: Owner | undefined, right: Owner | undefined): boolean {
  return left?.startedAt === right?.startedAt && left?.socket === right?.socket;
}
