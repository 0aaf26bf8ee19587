import { setTimeout } from 'node:timers/promises';
import { Router } from 'express';
import type { Database } from '../storage/database.ts';
import type { Entrances } from '../web/entrances.ts';
import { handler } from '../web/handler.ts';
import { securityHeaders } from '../web/security-headers.ts';

/** How long the database may take to answer before the portal calls itself not ready, in ms. */
const LONGEST_PING_MS = 3_000;

interface Dependencies {
  readonly database: Database;
  readonly entrances: Entrances;
  readonly mailer: { readonly folder: string | undefined };
  /** The last answer of the mail server, at most some seconds old. */
  readonly shownMailCheck: () => Promise<{ readonly problem?: string } | undefined>;
}

/**
 * `/healthz`: the process answers. `/readyz`: its database does too, and whether the mail server works, or the folder that stands for one, which keeps nobody from
 * reporting. Both say nothing else.
 */
export function healthRoutes({ database, entrances, mailer, shownMailCheck }: Dependencies): Router {
  const router = Router();
  const headers = securityHeaders(entrances);

  async function mail(): Promise<'folder' | 'ok' | 'unavailable' | 'unknown'> {
    const check = await shownMailCheck().catch(() => undefined);
    if (check?.problem !== undefined) return 'unavailable';
    if (mailer.folder !== undefined) return 'folder';
    return check === undefined ? 'unknown' : 'ok';
  }

  // A router answers OPTIONS by itself where one of its routes fits; here it is refused as everywhere.
  router.use((req, _res, next) => (req.method === 'OPTIONS' ? next('router') : next()));

  router.get('/healthz', headers, (_req, res) => {
    res.json({ status: 'ok' });
  });

  router.get(
    '/readyz',
    headers,
    handler(async (_req, res) => {
      const isReady = await pings(database);
      res.status(isReady ? 200 : 503).json({
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
