/** A draft over this many bytes of text is large: some thirty pages. */
export const LARGE_TEXT_BYTES = 64 * 1024;

/** Parts of what files leave free on the disk (UPLOAD_RESERVE_MB). */
const LARGE_TEXTS_LEAVE = 1 / 2;
const NEW_DRAFTS_LEAVE = 1 / 8;

/** How long it is believed that there is plenty, in ms: a flood writes some megabytes in it. */
const BELIEVED_MS = 2000;

/** What room there is for texts: for large drafts, for any draft, and for sending what was begun. */
export type TextRoom = ReturnType<typeof createTextRoom>;

/**
 * Keeps the end of the disk for what matters most. Files leave the whole reserve free, large drafts a half of it, small drafts an eighth; sending,
 * messages and the office's work may use all. Where there is less, drafts that nobody uses go: large ones first.
 */
export function createTextRoom({
  reserveBytes,
  freeBytes,
  clock,
}: {
  reserveBytes: number;
  /** Bytes that the database may still write; undefined where it does not tell. */
  freeBytes: () => Promise<number | undefined>;
  clock: () => Date;
}) {
  let believed: { readonly at: number; readonly free: Promise<number> } | undefined;

  async function free(): Promise<number> {
    return (await freeBytes()) ?? Infinity;
  }

  /** Only that there is plenty is believed: whoever is refused was refused by what is free now. */
  async function leaves(bytes: number): Promise<boolean> {
    const now = clock().getTime();
    const age = believed ? now - believed.at : Infinity;
    if (believed && age >= 0 && age < BELIEVED_MS && (await believed.free) >= bytes) return true;
    const asked = { at: now, free: free() };
    believed = asked;
    asked.free.catch(() => {
      if (believed === asked) believed = undefined;
    });
    return (await asked.free) >= bytes;
  }

  return {
    /** Whether a draft with so many bytes of text may be kept. */
    async hasRoom(bytes: number): Promise<boolean> {
      const leave = bytes > LARGE_TEXT_BYTES ? LARGE_TEXTS_LEAVE : NEW_DRAFTS_LEAVE;
      return leaves(reserveBytes * leave);
    },

    /** Which drafts that nobody uses have to go: none, the large ones, or all. */
    async draftsToGo(): Promise<'none' | 'large' | 'all'> {
      const left = await free();
      if (left >= reserveBytes) return 'none';
      return left >= reserveBytes * LARGE_TEXTS_LEAVE ? 'large' : 'all';
    },
  };
}
