import { setTimeout } from 'node:timers/promises';
import { Router } from 'express';
import type { Database } from '../storage/database.ts';
import { handler } from '../web/handler.ts';

/** How long the database may take to answer before the portal calls itself not ready, in ms. */
const LONGEST_PING_MS = 3_000;

interface Dependencies {
  readonly database: Database;
  readonly mailer: { readonly folder: string | undefined };
  /** The last answer of the mail server, at most some seconds old. */
  readonly shownMailCheck: () => Promise<{ readonly problem?: string } | undefined>;
}

/**
 * `/healthz`: the process answers. `/readyz`: its database does too, and whether the mail server works, or the folder that stands for one, which keeps nobody from
 * reporting. Both say nothing else.
 */
export function healthRoutes({ database, mailer, shownMailCheck }: Dependencies): Router {
  const router = Router();

  async function mail(): Promise<'folder' | 'ok' | 'unavailable' | 'unknown'> {
    const check = await shownMailCheck();
    if (check?.problem !== undefined) return 'unavailable';
    if (mailer.folder !== undefined) return 'folder';
    return check === undefined ? 'unknown' : 'ok';
  }

  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });

  router.get(
    '/readyz',
    handler(async (_req, res) => {
      const isReady = await pings(database);
      res.set('Cache-Control', 'no-store').status(isReady ? 200 : 503);
      res.json({
        status: isReady ? 'ok' : 'unavailable',
        database: isReady ? 'ok' : 'unavailable',
        mail: isReady ? await mail() : 'unknown',
      });
    }),
  );

  return router;
}

/** We watch the clock ourselves: a server that froze keeps the driver waiting for longer. */
async function pings(database: Database): Promise<boolean> {
  const giveUp = new AbortController();
  const ping = async () => {
    await database.db?.admin().command({ ping: 1 });
    return true;
  };
  try {
    return await Promise.race([ping(), setTimeout(LONGEST_PING_MS, false, { signal: giveUp.signal })]);
  } catch {
    return false;
  } finally {
    giveUp.abort();
  }
}
