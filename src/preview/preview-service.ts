import { z } from 'zod';
import { type LimitedProgram, type LimitedRun, runLimited } from './limited-process.ts';
import {
  pictureDecoders,
  type PreviewProblem,
  previewProblems,
  type PreviewRequest,
} from './preview-request.ts';
import { readAnswer } from './read-answer.ts';
import { createTurns } from '../turns.ts';

const PROGRAM: LimitedProgram = {
  name: 'preview.mjs',
  longestMs: 30_000,
  cpuSeconds: 20,
  heapMib: 384,
  wasmMib: 1024,
};
/** Larger files are not given to it: it holds them in memory. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Pages that are shown of one PDF. */
const MOST_PAGES = 500;
/** Processes at once, and how many may wait for one: each takes a processor for about a second. */
const AT_ONCE = 2;
const MOST_WAITING = 20;
const LARGEST_EDGE = 32_768;

const answerSchema = z.union([
  z.object({
    width: z.int().min(1).max(LARGEST_EDGE),
    height: z.int().min(1).max(LARGEST_EDGE),
    pages: z.int().min(1),
  }),
  z.object({ problem: z.enum(previewProblems) }),
]);

/** A file of which a preview is wanted; `bytes` are read once. */
interface PreviewedFile {
  readonly size: number;
  readonly type?: { readonly format: string } | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** What there is to see: how large, in pixels, and of how many pages; or why there is nothing. */
export type Described =
  | { readonly width: number; readonly height: number; readonly pages: number }
  | { readonly problem: PreviewProblem };

/** Whether files of this format have a preview at all. */
export function hasPreview(format: string | undefined): boolean {
  return format !== undefined && (format === 'pdf' || format in pictureDecoders);
}

/** Previews of pictures and pages, made anew from pixels in a process apart. Nothing is kept. */
export function createPreviewService({ folder, longestMs }: Pick<LimitedRun, 'folder' | 'longestMs'> = {}) {
  const inTurn = createTurns({ atOnce: AT_ONCE, mostWaiting: MOST_WAITING });

  async function ask(file: PreviewedFile, asked: Omit<PreviewRequest, 'format'>, signal?: AbortSignal) {
    const format = file.type?.format;
    if (format === undefined || !hasPreview(format)) return undefined;
    const input = headed({ ...asked, format }, file.bytes);
    const limits = { ...(folder && { folder }), ...(longestMs && { longestMs }), ...(signal && { signal }) };
    const output = await inTurn(async () => runLimited(PROGRAM, input, limits));
    return output && readAnswer(output, answerSchema);
  }

  return {
    /** What a preview would show, without drawing it. A page after the last is the last. */
    async describe(file: PreviewedFile, signal?: AbortSignal): Promise<Described> {
      if (file.size > MOST_BYTES) return { problem: 'too-large' };
      const said = (await ask(file, { page: 1, isDrawn: false }, signal))?.said;
      if (!said) return { problem: 'failed' };
      return 'problem' in said ? said : { ...said, pages: Math.min(said.pages, MOST_PAGES) };
    },

    /** A page or a picture as WebP; undefined where none can be made. */
    async draw(file: PreviewedFile, page: number, signal?: AbortSignal): Promise<Buffer | undefined> {
      if (file.size > MOST_BYTES) return undefined;
      const picture = (await ask(file, { page: Math.min(page, MOST_PAGES), isDrawn: true }, signal))?.rest;
      return picture && isWebp(picture) ? picture : undefined;
    },
  };
}

export type PreviewService = ReturnType<typeof createPreviewService>;

async function* headed(
  request: PreviewRequest,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(request)}\n`);
  yield* bytes;
}

function isWebp(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
}
