import type { Request, Response } from 'express';
import type { Callers } from '../web/callers.ts';
import { handler } from '../web/handler.ts';
import { isCrowded } from '../web/rate-limits.ts';
import { siteOf } from '../web/site.ts';
import { fieldsOf, textOf } from '../web/form-fields.ts';
import { isUpload } from '../web/uploads.ts';
import { render } from '../web/view.ts';
import { type BudgetKind, type BudgetService, UNIT_BYTES } from './budget-service.ts';
import type { FirstAsks } from './first-asks.ts';
import type { TicketService, TicketUse } from './ticket-service.ts';
import { typedFields, waitPage, waitView } from './wait-page.ts';
import type { LineName } from './waiting-line.ts';

/** What a post asks for. Typing a code takes nothing from a budget, but waits once that of wrong codes is used up. */
type Asked = Exclude<BudgetKind, 'wrongCode'> | 'code';

/** How much of a budget a form takes: one for each unit of what was typed, whether it comes the first time or with its ticket. */
function costOf(body: unknown): number {
  const typed = Object.values(typedFields(fieldsOf(body))).flat();
  const bytes = typed.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 0),
    0,
  );
  return Math.max(1, Math.ceil(bytes / UNIT_BYTES));
}

/** What the ticket of a post is good for: `req.path` is the Indonesian address, whichever language was asked for. */
function useOf(req: Request, body: unknown, asked: Asked): TicketUse {
  const kind = asked === 'code' ? 'wrongCode' : asked;
  return { route: req.path, kind, cost: costOf(body) };
}

/** What a route says of a post besides what it asks for. */
interface Circumstances {
  /** Something about the form looks like a program; then no room in a budget helps. */
  readonly isOdd?: boolean;
  /**
   * Answers where another click on the same page has done already what this post asks for, and used up the ticket that both brought; asked of
   * any post with a ticket that is not taken. Never for a code: it would tell whether one was right.
   */
  readonly showDone?: () => Promise<boolean>;
}

/** What was found out about a request: it brought a good ticket, or its files were passed over for want of one. */
type Found = 'proven' | 'without-files';

/**
 * Lets posts of strangers through, or answers with the page that asks for a proof of work or a wait and then takes
 * them. Nobody is refused, and an honest person notices only in a flood.
 */
export function createAdmission({
  budgets,
  tickets,
  callers,
  firstAsks,
}: {
  budgets: Pick<BudgetService, 'take' | 'isUsedUp'>;
  tickets: TicketService;
  callers: Pick<Callers, 'isOnion'>;
  firstAsks: FirstAsks;
}) {
  const found = new WeakMap<Request, Found>();

  function lineOf(req: Request, use: TicketUse): LineName {
    const name = firstAsks.isFirst(req, use) ? 'first' : 'again';
    return callers.isOnion(req) ? `onion-${name}` : name;
  }

  async function hasRoom(asked: Asked, body: unknown): Promise<boolean> {
    return asked === 'code' ? !budgets.isUsedUp('wrongCode') : budgets.take(asked, costOf(body));
  }

  /** A ticket is good once, so a request that brought one is remembered. */
  async function isProven(req: Request, body: unknown, asked: Asked): Promise<boolean> {
    if (found.get(req) === 'proven') return true;
    const use = useOf(req, body, asked);
    if ((await tickets.redeem(textOf(body, 'ticket'), textOf(body, 'proof'), use)) !== 'good') return false;
    found.set(req, 'proven');
    return true;
  }

  async function showWait(req: Request, res: Response, asked: Asked): Promise<false> {
    const use = useOf(req, req.body, asked);
    const ticket = await tickets.again(textOf(req.body, 'ticket'), use, () => lineOf(req, use));
    // A wait that has files chosen again is an upload: in the other language, with none of them yet, it goes on to ask for them.
    const isFromWait = textOf(req.body, 'ticket') !== '';
    const posted = {
      body: fieldsOf(req.body),
      hasFiles: found.get(req) === 'without-files' || (isFromWait && isUpload(req)),
      isOnion: callers.isOnion(req),
    };
    res.set('Retry-After', String(ticket.waitSeconds));
    render(res, waitView, waitPage(siteOf(res), ticket, posted), 429);
    return false;
  }

  return {
    /** Whether this post may go on; where not, it has been answered. */
    async admits(
      req: Request,
      res: Response,
      asked: Asked,
      { isOdd = false, showDone }: Circumstances = {},
    ): Promise<boolean> {
      if (found.get(req) === 'proven') return true;
      const hasTicket = textOf(req.body, 'ticket') !== '';
      if (hasTicket && textOf(req.body, 'language') !== '') return showWait(req, res, asked);
      // What was passed over is gone with this request, also where its ticket became good while it came in.
      if (found.get(req) === 'without-files') return showWait(req, res, asked);
      const isHeldUp = isOdd || isCrowded(req);
      if (!isHeldUp && (await hasRoom(asked, req.body))) return true;
      if (await isProven(req, req.body, asked)) return true;
      if (hasTicket && (await showDone?.())) return false;
      return showWait(req, res, asked);
    },

    /**
     * Asked before the first file of a form is taken, when the fields before it have been read.
     * @param first what the form is asked for before anybody looks at its files: where that waits, what they were refused for would be
     * forgotten with this request, so they are passed over and chosen again
     */
    async mayUpload(req: Request, body: unknown, first?: 'code'): Promise<boolean> {
      const isHeldUp = isCrowded(req) || (first !== undefined && !(await hasRoom(first, body)));
      if (!isHeldUp && (await budgets.take('upload'))) return true;
      if (await isProven(req, body, 'upload')) return true;
      found.set(req, 'without-files');
      return false;
    },

    /** Stands behind an upload: a form whose files were passed over is answered with the wait. */
    afterUpload: handler(async (req, res, next) => {
      if (found.get(req) === 'without-files') await showWait(req, res, 'upload');
      else next();
    }),
  };
}

export type Admission = ReturnType<typeof createAdmission>;
