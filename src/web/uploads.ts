import { callbackify } from 'node:util';
import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { BodyTooLarge, UnreadableRequest } from '../errors.ts';
import { countBody } from './body-limits.ts';
import { fieldsOf, FILES_FIELD } from './form-fields.ts';
import { countText } from './held-texts.ts';

/** A request that files come with; the same object for each of them. */
export interface UploadRequest {
  /** The length of the whole, where it says so: no file is larger. */
  readonly mostBytes: number | undefined;
}

/**
 * Takes one file of a request to its end: kept, or dropped with a reason; undefined where nothing takes it, and then it
 * is passed over. The name is as the browser sent it.
 */
export type ReceiveFile<Received> = (
  body: Readonly<Record<string, unknown>>,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  /** Which file of its form it is, from 0. */
  index: number,
  request: UploadRequest,
) => Promise<Received | undefined>;

/** Asked once a request, when its first file begins: whether its files are taken or passed over. */
export type MayReceive = (req: Request, body: Readonly<Record<string, unknown>>) => Promise<boolean>;

/** How many characters the fields of a form may have together: it is all in memory, which files are not. */
const MOST_TEXT = 2 * 1024 * 1024;
const LIMITS = { fields: 50, fieldSize: 1024 * 1024, fieldNameSize: 100, files: 200, parts: 260 };

/** What multer calls more than {@link LIMITS}. */
const OVER_LIMITS = new Set([
  'LIMIT_FIELD_COUNT',
  'LIMIT_FIELD_VALUE',
  'LIMIT_FILE_COUNT',
  'LIMIT_PART_COUNT',
]);

function isOverLimit(error: unknown): boolean {
  return error instanceof multer.MulterError && OVER_LIMITS.has(error.code);
}

/** What is going on with the files of one request. */
interface Reading<Received> {
  readonly request: UploadRequest;
  readonly received: Received[];
  /** Streams of files that have not been taken to their end. */
  readonly open: Set<Express.Multer.File['stream']>;
  /** How many files have more to come, passed over or not. */
  flowing: number;
  /** Ends when all files that began so far have been taken. */
  turn: Promise<void>;
  count: number;
  arePassedOver: boolean;
  /** What taking a file threw first. */
  failure?: unknown;
}

/** Whether a form that came in can carry files. */
export function isUpload(req: Request): boolean {
  return typeof req.is('multipart/form-data') === 'string';
}

/**
 * Reads a multipart form through a multer storage engine of our own that hands each file's stream on, one after the
 * other, and keeps no byte itself. Fields must stand before the files in the form: they say where the files go.
 */
export function createUpload<Received>(
  receive: ReceiveFile<Received>,
  mayReceive: MayReceive = async () => true,
) {
  const readings = new WeakMap<Request, Reading<Received>>();

  /** A connection that is lost ends the streams and so the sealing. */
  function begin(req: Request): Reading<Received> {
    const reading: Reading<Received> = {
      request: { mostBytes: lengthOf(req) },
      received: [],
      open: new Set(),
      flowing: 0,
      turn: Promise.resolve(),
      count: 0,
      arePassedOver: true, // until it is known that they may come in
    };
    readings.set(req, reading);
    req.once('close', () => {
      if (req.complete) return;
      for (const stream of reading.open) stream.destroy(new UnreadableRequest('the connection was lost'));
    });
    return reading;
  }

  async function take(req: Request, reading: Reading<Received>, file: Express.Multer.File): Promise<void> {
    const index = reading.count;
    reading.count += 1;
    const body = fieldsOf(req.body);
    if (index === 0) reading.arePassedOver = !(await mayReceive(req, body));
    if (reading.arePassedOver) return;
    const result = await receive(body, file.originalname, file.stream, index, reading.request);
    if (result !== undefined) reading.received.push(result);
  }

  /** One file at a time, so that counts hold. */
  async function inTurn(req: Request, file: Express.Multer.File): Promise<void> {
    const reading = readings.get(req) ?? begin(req);
    reading.open.add(file.stream);
    reading.flowing += 1;
    file.stream.once('close', () => (reading.flowing -= 1));
    const turn = reading.turn.then(async () => take(req, reading, file));
    reading.turn = turn.catch(() => undefined);
    try {
      await turn;
    } catch (error) {
      reading.failure ??= error;
      throw error;
    } finally {
      reading.open.delete(file.stream);
      file.stream.resume(); // what nobody took is passed over, so that the form is read to its end
    }
  }

  const storage: multer.StorageEngine = {
    _handleFile(req, file, callback) {
      callbackify(inTurn)(req, file, (error) => callback(error, {}));
    },
    _removeFile(_req, _file, callback) {
      callback(null); // what was kept of this request's other files stays: the next page lists it
    },
  };
  const read = multer({ storage, limits: LIMITS, preservePath: true, defParamCharset: 'utf8' }).array(
    FILES_FIELD,
  );

  /** What taking a file threw is passed on; everything else that the parser throws is the sender's mistake. */
  const parse: RequestHandler = (req, res, next) => {
    let isTooLarge = false;
    read(req, res, (error: unknown) => {
      if (isTooLarge) return;
      if (error !== undefined && !req.complete)
        next(new UnreadableRequest('the connection was lost', { cause: error }));
      else if (error === undefined || error === readings.get(req)?.failure) next(error);
      else if (isOverLimit(error)) next(new BodyTooLarge('it holds more than any form', { cause: error }));
      else next(new UnreadableRequest('the multipart form cannot be read', { cause: error }));
    });
    if (!isUpload(req)) return;
    countBody(
      req,
      () => {
        isTooLarge = true;
        res.set('Connection', 'close');
        next(new BodyTooLarge('more came in than any form holds'));
      },
      (bytes) => countText(req, bytes, (readings.get(req)?.flowing ?? 0) > 0) > MOST_TEXT,
    );
  };

  return {
    parse,
    /** What became of the files of this request, in their order. */
    receivedFrom: (req: Request): readonly Received[] => readings.get(req)?.received ?? [],
  };
}

function lengthOf(req: Request): number | undefined {
  const said = req.get('content-length');
  return said === undefined ? undefined : Number(said);
}
