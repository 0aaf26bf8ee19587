import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { codeOf } from '../errors.ts';
import { FILE_POLICY } from '../web/header-lines.ts';
import { attachmentHeader } from './download-name.ts';

interface OpenFile {
  readonly name: string;
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Sends a file to be saved, never shown. Threat: a stranger's file that a browser opens as a page of ours; so it is an
 * attachment of no type, in a sandbox. A file that turns out damaged cuts the connection: a browser then says that the
 * download failed, where a clean end would pass half a file off as a whole one.
 * @param substitute the name for a file whose own has nothing usable in it
 */
export async function sendFile(
  res: Response,
  { name, size, bytes }: OpenFile,
  substitute: string,
): Promise<void> {
  res.set({
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': attachmentHeader(name, substitute),
    'Content-Length': String(size),
    'Content-Security-Policy': FILE_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
  try {
    await pipeline(Readable.from(bytes, { objectMode: false }), res);
  } catch (error) {
    // The reader closed the tab or lost the connection: nothing of ours went wrong.
    if (codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
