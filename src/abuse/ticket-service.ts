import { randomId } from '../storage/ids.ts';
import type { ServerKeys } from '../vault/server-keys.ts';
import type { Proofs } from './proof.ts';
import type { SpentTicketStore } from './spent-ticket-store.ts';

/** What whoever cannot be let through at once is given instead. */
export interface Ticket {
  /** Posted with the form: id, the second from which it is good, the second from which it is too old, and a MAC. */
  readonly text: string;
  /** How long it still has to wait, in whole seconds. */
  readonly waitSeconds: number;
  /** What a browser with scripts may work on instead of waiting, as JSON. */
  readonly challenge: string;
}

/** `good` is said once for each ticket; `early` asks to wait on with the same one. */
export type Redeemed = 'good' | 'early' | 'worthless';

const LIFETIME_SECONDS = 3600;
const HOUR_MS = 3_600_000;

interface Read {
  readonly id: string;
  readonly from: number;
  readonly until: number;
}

/**
 * Tickets that are good after a wait, or at once with a proof of work. They carry all that there is to know of them under a
 * MAC; the database only learns the random ids of those that were used.
 */
export function createTicketService({
  serverKeys,
  proofs,
  spent,
  clock,
  waitSeconds,
}: {
  serverKeys: Pick<ServerKeys, 'mac' | 'isMac'>;
  proofs: Proofs;
  spent: SpentTicketStore;
  clock: () => Date;
  waitSeconds: number;
}) {
  const seconds = () => Math.floor(clock().getTime() / 1000);

  function read(text: string): Read | undefined {
    const [, id, from, until, mac] = /^([\w-]{1,64})\.(\d{1,12})\.(\d{1,12})\.([\w-]{43})$/.exec(text) ?? [];
    if (!id || !from || !until || !mac) return undefined;
    if (!serverKeys.isMac('ticket', `${id}.${from}.${until}`, mac)) return undefined;
    return Number(until) > seconds() ? { id, from: Number(from), until: Number(until) } : undefined;
  }

  async function show(text: string, { id, from }: Read): Promise<Ticket> {
    return {
      text,
      waitSeconds: Math.max(0, from - seconds()),
      challenge: await proofs.challengeFor(id),
    };
  }

  async function issue(): Promise<Ticket> {
    const from = seconds() + waitSeconds;
    const made = { id: randomId(), from, until: from + LIFETIME_SECONDS };
    const parts = `${made.id}.${made.from}.${made.until}`;
    return show(`${parts}.${serverKeys.mac('ticket', parts)}`, made);
  }

  return {
    /** The ticket to go on with: the given one while it can still be used, else a new one. */
    async again(text: string): Promise<Ticket> {
      const known = read(text);
      return known && !(await spent.isSpent(known.id)) ? show(text, known) : issue();
    },

    issue,

    async redeem(text: string, proof: string): Promise<Redeemed> {
      const ticket = read(text);
      if (!ticket) return 'worthless';
      const isReady = seconds() >= ticket.from || (await proofs.isProven(ticket.id, proof));
      if (!isReady) return 'early';
      // To the hour: when it is forgotten must not tell when it was given out.
      const forgetAt = new Date(Math.ceil((ticket.until * 1000) / HOUR_MS) * HOUR_MS);
      return (await spent.spend(ticket.id, forgetAt)) ? 'good' : 'worthless';
    },

    sweep: async (): Promise<void> => spent.removeForgotten(clock()),
  };
}

export type TicketService = ReturnType<typeof createTicketService>;
