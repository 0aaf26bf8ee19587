import type { Request, Response } from 'express';
import type { Admission } from '../abuse/admission.ts';
import { type Cleaned, type EvidenceService, isCleanable, type Target } from '../cases/evidence-service.ts';
import { textOf } from '../web/form-fields.ts';

/** A file that was to be cleaned, and what became of that. */
export interface CleanedFile {
  readonly id: string;
  readonly outcome: Cleaned;
}

/** What the button posts that cleans every file of a list. */
export const ALL_FILES = 'all';

/** After so long no further file is begun. The last may still wait for its turn and take it (file-threads.ts): less than a connection may be silent. */
const LONGEST_MS = 15_000;

interface Dependencies {
  readonly admission: Pick<Admission, 'admits'>;
  readonly evidence: Pick<EvidenceService, 'clean' | 'list'>;
}

/**
 * Cleans the files whose button was pressed. Cleaning is as much work as taking a file, and a file that cannot be cleaned
 * could be asked for again and again, so each takes from the same budget.
 */
export function createFileCleaning({ admission, evidence }: Dependencies) {
  async function askedFor(asked: string, { caseId, sealedWith, key }: Target): Promise<string[]> {
    if (asked !== ALL_FILES) return asked === '' ? [] : [asked];
    const files = await evidence.list(caseId, { [sealedWith]: key });
    return files.filter(isCleanable).map(({ id }) => id);
  }

  /**
   * Where one got no turn, or all have taken long, the next are left for another press, so that the reporter is answered before the
   * connection is closed for its silence.
   * @returns what became of each; undefined where the post has been answered with a wait, which goes on with the rest
   */
  return async (req: Request, res: Response, target: Target): Promise<CleanedFile[] | undefined> => {
    const cleaned: CleanedFile[] = [];
    const startedAt = performance.now();
    let isBusy = false;
    for (const id of await askedFor(textOf(req.body, 'clean'), target)) {
      if (!isBusy && !(await admission.admits(req, res, 'upload'))) return undefined;
      const outcome: Cleaned = isBusy ? 'busy' : await evidence.clean(target, id);
      isBusy = outcome === 'busy' || performance.now() - startedAt > LONGEST_MS;
      cleaned.push({ id, outcome });
    }
    return cleaned;
  };
}
