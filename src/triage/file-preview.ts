import type { Request, Response } from 'express';
import type { CaseReadingService } from '../cases/case-reading-service.ts';
import type { Officer } from '../cases/readers.ts';
import { hasPreview, type PreviewService } from '../preview/preview-service.ts';
import { FILE_POLICY } from '../web/header-lines.ts';
import type { CaseState, Looked } from './case-state.ts';

/** In the address of a case: the file that is looked at, and its page. */
export const LOOK_FIELD = 'lihat';
export const PAGE_FIELD = 'halaman';

/** Previews of a case's files for whoever may download them. */
export function createFilePreviews({
  cases,
  previews,
}: {
  cases: Pick<CaseReadingService, 'openFile'>;
  previews: PreviewService;
}) {
  return {
    /** What the member asked to look at; undefined where the case has no such file, or it has no preview. */
    async lookedAt(
      opened: CaseState['opened'],
      query: Request['query'],
      res: Response,
    ): Promise<Looked | undefined> {
      if (!('files' in opened)) return undefined;
      const file = opened.files.find(({ id }) => id === query[LOOK_FIELD]);
      if (!file || !hasPreview(file.type?.format)) return undefined;
      const described = await previews.describe(await opened.fileOf(file.id), goneWith(res));
      return { fileId: file.id, page: pageOf(query), described };
    },

    /**
     * Sends a page as a picture that was made anew; 422 where none can be made. It is an image and nothing else, whatever it was made of:
     * a type that is not guessed, in a sandbox, for pages of ours alone, kept nowhere.
     * @throws {NotFound}
     */
    async send(
      officer: Officer,
      { caseId, fileId }: { caseId: string; fileId: string },
      req: Request,
      res: Response,
    ): Promise<void> {
      const gone = goneWith(res);
      const file = await cases.openFile(officer, caseId, fileId, 'file:viewed');
      const picture = await previews.draw(file, pageOf(req.query), gone);
      res.set({
        'Content-Security-Policy': FILE_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Cache-Control': 'no-store',
      });
      if (picture) res.type('image/webp').send(picture);
      else res.status(422).end();
    },
  };
}

/** Nobody waits for the answer any more: what would be made for it is not. */
function goneWith(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  if (res.closed) gone.abort();
  return gone.signal;
}

function pageOf(query: Request['query']): number {
  const page = query[PAGE_FIELD];
  return typeof page === 'string' && /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1;
}
