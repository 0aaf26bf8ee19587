import { randomId } from '../storage/ids.ts';
import type { ServerKeys } from '../vault/server-keys.ts';
import type { ProofEffort } from './proof-effort.ts';
import type { Proofs } from './proof.ts';
import type { SpentTicketStore } from './spent-ticket-store.ts';
import type { Asked, LineName, WaitingLine } from './waiting-line.ts';

/** The post that a ticket is for: it is good at this address alone, for a text no longer than this one. */
export interface TicketUse extends Asked {
  readonly route: string;
}

/** What whoever cannot be let through at once is given instead. */
export interface Ticket {
  /** Posted with the form: id, the second from which it is good, the second from which it is too old, its cost, and a MAC. */
  readonly text: string;
  /** How long it still has to wait, in whole seconds; where the line is full, until one should ask for a place again. */
  readonly waitSeconds: number;
  /** The line is full: no wait makes it good, a proof does. */
  readonly isLineFull: boolean;
  /** What a browser with scripts may work on instead of waiting, as JSON. */
  readonly challenge: string;
}

/** `good` is said once for each ticket; `early` asks to wait on with the same one. */
type Redeemed = 'good' | 'early' | 'worthless';

const LIFETIME_SECONDS = 3600;
/** While the line is full, after how many seconds somebody is told to ask again: each time is another chance. */
const ASK_AGAIN_SECONDS = 60;
const HOUR_MS = 3_600_000;

interface Read {
  readonly id: string;
  readonly from: number;
  readonly until: number;
  readonly cost: number;
}

/** What the MAC of a ticket covers. */
function signed({ id, from, until, cost }: Read, route: string): string {
  return `${route}.${id}.${from}.${until}.${cost}`;
}

/**
 * Tickets that are good after a wait, or at once with a proof of work. They carry all that there is to know of them under a
 * MAC; the database only learns how far the line reaches and the random ids of those that were used.
 */
export function createTicketService({
  serverKeys,
  proofs,
  effort,
  spent,
  line,
  clock,
  waitSeconds,
}: {
  serverKeys: Pick<ServerKeys, 'mac' | 'isMac'>;
  proofs: Proofs;
  effort: ProofEffort;
  spent: SpentTicketStore;
  line: WaitingLine;
  clock: () => Date;
  /** The least that anybody waits. */
  waitSeconds: number;
}) {
  const seconds = () => Math.floor(clock().getTime() / 1000);

  function read(text: string, { route, cost: needed }: TicketUse): Read | undefined {
    const [, id, from, until, cost, mac] =
      /^([\w-]{1,64})\.(\d{1,12})\.(\d{1,12})\.(\d{1,9})\.([\w-]{43})$/.exec(text) ?? [];
    if (!id || !mac) return undefined;
    const made = { id, from: Number(from), until: Number(until), cost: Number(cost) };
    if (!serverKeys.isMac('ticket', signed(made, route), mac)) return undefined;
    return made.until > seconds() && made.cost >= needed ? made : undefined;
  }

  async function show(text: string, { id, from, until, cost }: Read, use: TicketUse): Promise<Ticket> {
    const isLineFull = from === until;
    return {
      text,
      waitSeconds: isLineFull ? ASK_AGAIN_SECONDS : Math.max(0, from - seconds()),
      isLineFull,
      challenge: await proofs.challengeFor(id, effort.of({ ...use, cost })),
    };
  }

  async function issue(use: TicketUse, name: LineName): Promise<Ticket> {
    const place = await line.place(name, use);
    const from = Math.max(seconds() + waitSeconds, place ?? seconds() + LIFETIME_SECONDS);
    const until = place === undefined ? from : from + LIFETIME_SECONDS;
    const made = { id: randomId(), from, until, cost: use.cost };
    const mac = serverKeys.mac('ticket', signed(made, use.route));
    return show(`${made.id}.${from}.${until}.${use.cost}.${mac}`, made, use);
  }

  return {
    /**
     * The ticket to go on with: the given one while it holds a place and can still be used, else a new one.
     * @param lineFor in which line a new one stands; asked only then
     */
    async again(text: string, use: TicketUse, lineFor: () => LineName): Promise<Ticket> {
      const known = read(text, use);
      if (!known || known.from === known.until || (await spent.isSpent(known.id)))
        return issue(use, lineFor());
      return show(text, known, use);
    },

    issue,

    async redeem(text: string, proof: string, use: TicketUse): Promise<Redeemed> {
      const ticket = read(text, use);
      if (!ticket) return 'worthless';
      const hasWaited = seconds() >= ticket.from;
      if (!hasWaited && !(await proofs.isProven(ticket.id, proof))) return 'early';
      // To the hour: when it is forgotten must not tell when it was given out.
      const forgetAt = new Date(Math.ceil((ticket.until * 1000) / HOUR_MS) * HOUR_MS);
      if (!(await spent.spend(ticket.id, forgetAt))) return 'worthless';
      if (!hasWaited) effort.note(use);
      return 'good';
    },

    sweep: async (): Promise<void> => spent.removeForgotten(clock()),
  };
}

export type TicketService = ReturnType<typeof createTicketService>;
