import { randomId } from '../../src/storage/ids.ts';
import { triagePaths } from '../../src/triage/triage-paths.ts';
import type { AppRoute } from '../support/app-routes.ts';
import type { Client } from '../support/http.ts';
import { type Answer, type Ask, type Asking, difference } from './answers.ts';
import { asksOf } from './case-asks.ts';
import type { Target } from './known-routes.ts';
import type { WorkedCase } from './office-with-cases.ts';

/** Ids of the form of ours that never named anything. */
export const nothing: Target = { id: randomId(), fileId: randomId() };

/** How often the same has to differ before it counts, where it is by the work alone. */
const TRIES = 5;

/** What a form of a case is filled in with. */
async function typedBy(client: Client, found: WorkedCase): Promise<Readonly<Record<string, string>>> {
  return {
    _csrf: (await client.get('/staf/akun')).value('_csrf') ?? '',
    formId: randomId(),
    requestId: found.requestId,
    version: String(found.version),
    assignee: randomId(),
    status: 'resolved',
    decision: 'approved',
    reply: 'x',
    note: 'x',
    reason: 'x',
    identityReason: 'x',
    held: 'yes',
    holdReason: 'x',
    stepBackReason: 'x',
    spam: 'propose',
  };
}

/** What an id that never named anything is answered, for each client and session: it stays what it is. */
const answersToNothing = new WeakMap<Client, Map<string, Answer>>();

interface Telling {
  readonly found: WorkedCase;
  /** A case that the client may open. */
  readonly own?: WorkedCase;
  readonly routes: readonly AppRoute[];
  readonly tries?: number;
  /** Each route in one way only. */
  readonly isBrief?: boolean;
}

/**
 * How a client can tell a case from an id that never named one, a line for each way; besides, how it can tell a file of that case
 * from none, asked for below a case of its own.
 */
export async function tellApart(
  answerTo: Asking,
  client: Client,
  { found, own, routes, tries = TRIES, isBrief = false }: Telling,
): Promise<string[]> {
  const typed = await typedBy(client, found);
  const names = { [found.id]: 'ID', [nothing.id]: 'ID', [found.fileId]: 'FILE', [nothing.fileId]: 'FILE' };
  const known = answersToNothing.get(client) ?? new Map<string, Answer>();
  answersToNothing.set(client, known);

  async function toNothing(ask: Ask, name: string): Promise<Answer> {
    const expected = known.get(name) ?? (await answerTo(client, ask, names));
    known.set(name, expected);
    return expected;
  }

  /** How two asks are told apart. Where it is by the work alone, something may have been read that is kept: then again. */
  async function parting(ask: Ask, other: Ask, name: string): Promise<string | undefined> {
    for (let tried = 1; ; tried += 1) {
      const parted = difference(await answerTo(client, ask, names), await toNothing(other, name));
      if (!parted?.startsWith('commands') || tried === tries) return parted;
      known.delete(name);
    }
  }

  /** The ways to ask for one thing by which it is answered otherwise than another. */
  async function compare(route: AppRoute, one: Target, other: Target): Promise<string[]> {
    const told: string[] = [];
    const others = asksOf(route, other, typed);
    const asks = asksOf(route, one, typed);
    // What is no page of a case knows nothing of what keeps people out of one.
    const isOneEnough = isBrief || !route.pattern.startsWith(triagePaths.case(''));
    for (const [index, ask] of asks.slice(0, isOneEnough ? 1 : asks.length).entries()) {
      const nameOfOther = `${typed['_csrf']} ${ask.method} ${other.id} ${index} ${ask.route}`;
      const parted = await parting(ask, others[index] ?? ask, nameOfOther);
      if (parted !== undefined) told.push(`${ask.method} ${ask.route}: ${parted}`);
    }
    return told;
  }

  const told: string[] = [];
  for (const route of routes) {
    told.push(...(await compare(route, found, nothing)));
    if (own && route.pattern.includes(':fileId'))
      told.push(
        ...(await compare(route, { ...own, fileId: found.fileId }, { ...own, fileId: nothing.fileId })),
      );
  }
  return told;
}
