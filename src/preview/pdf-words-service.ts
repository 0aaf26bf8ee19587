import { z } from 'zod';
import { LONGEST_TEXT, type Words } from '../disclosure/words.ts';
import { type LimitedProgram, type LimitedRun, runLimited } from './limited-process.ts';
import { readAnswer } from './read-answer.ts';
import { createTurns } from '../turns.ts';

const PROGRAM: LimitedProgram = {
  name: 'pdf-words.mjs',
  longestMs: 20_000,
  cpuSeconds: 10,
  heapMib: 128,
  wasmMib: 256,
};
/** Larger files are not given to it: it holds them in memory. */
const MOST_BYTES = 64 * 1024 * 1024;
/**
 * Its own processes, so that a flood of PDFs keeps no preview of staff waiting. A PDF of 40 pages takes a third of a second of a
 * processor; one that is made to last is ended for the next, and nobody who uploads waits for long.
 */
const TURNS = { atOnce: 2, mostWaiting: 20, longestWaitMs: 10_000, fairMs: 4000 };

const toldSchema = z.object({ isWhole: z.boolean(), hasPictures: z.boolean() });

/** A PDF; `bytes` are read once, when its turn has come. */
interface ReadPdf {
  readonly size: number;
  /** What it came with: where one PDF of it got no turn, the next do not wait for theirs, so that its sender is answered in time. */
  readonly request?: object | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Reads what is written in PDFs in a process apart, as previews are made. Nothing is kept. */
export function createPdfWordsService({
  folder,
  longestMs,
  turns = TURNS,
}: Pick<LimitedRun, 'folder' | 'longestMs'> & { readonly turns?: typeof TURNS } = {}) {
  const inTurn = createTurns(turns);
  const sentAway = new WeakSet();
  const limits = { ...(folder && { folder }), ...(longestMs && { longestMs }) };

  return {
    /** @returns undefined where they could not be read: locked, broken, too large, too costly, or too many others wait. Never rejects */
    async wordsOf({ size, bytes, request = {} }: ReadPdf): Promise<Words | undefined> {
      if (size > MOST_BYTES) return undefined;
      let hadTurn = false;
      const work = async (signal: AbortSignal) => {
        hadTurn = true;
        return runLimited(PROGRAM, bytes, { ...limits, signal });
      };
      const run = inTurn(work, { mayWait: !sentAway.has(request) });
      const output = await run.catch(() => undefined); // the system has no room for a process: the file is kept all the same
      if (!hadTurn) sentAway.add(request);
      return output && read(output);
    },
  };
}

export type PdfWordsService = ReturnType<typeof createPdfWordsService>;

function read(output: Buffer): Words | undefined {
  const answer = readAnswer(output, toldSchema);
  return answer && { ...answer.said, text: answer.rest.toString().slice(0, LONGEST_TEXT) };
}
