import { randomInt } from 'node:crypto';
import { createAdmission } from './admission.ts';
import { createBudgetService } from './budget-service.ts';
import { createBudgetStore } from './budget-store.ts';
import { createFirstAsks } from './first-asks.ts';
import { createFormStamps } from './form-stamp.ts';
import { createLots } from './lots.ts';
import { createProofs } from './proof.ts';
import { createProofEffort } from './proof-effort.ts';
import { createSpentTicketStore } from './spent-ticket-store.ts';
import { createTicketService } from './ticket-service.ts';
import { createWaitingLine } from './waiting-line.ts';
import { createWaitingLineStore } from './waiting-line-store.ts';
import { createWrongCodeService } from './wrong-code-service.ts';
import { createWrongCodeStore } from './wrong-code-store.ts';
import type { Day } from '../calendar/day.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';
import type { ServerKeys } from '../vault/server-keys.ts';
import type { Callers } from '../web/callers.ts';

interface Dependencies {
  readonly database: Database;
  readonly serverKeys: ServerKeys;
  readonly callers: Callers;
  readonly config: Config['abuse'];
  readonly today: () => Day;
  readonly clock: () => Date;
  readonly log: Log;
}

/** Constructs what holds a flood off; src/services.ts alone calls it. */
export function createAbuseServices({
  database,
  serverKeys,
  callers,
  config,
  today,
  clock,
  log,
}: Dependencies) {
  const { texts, uploads, wrongCodes: wrongCode, waitSeconds, shortestSeconds } = config;
  const limits = { draft: texts, report: texts, message: texts, upload: uploads, wrongCode };
  const budgets = createBudgetService({ store: createBudgetStore(database), limits, clock, log });
  const lots = createLots({ limits, clock, random: () => randomInt(2 ** 32) / 2 ** 32 });
  const line = createWaitingLine({ store: createWaitingLineStore(database), lots, limits, clock });
  const tickets = createTicketService({
    serverKeys,
    proofs: createProofs(serverKeys.mac('proof-of-work', '')),
    effort: createProofEffort({ limits, clock }),
    spent: createSpentTicketStore(database),
    line,
    clock,
    waitSeconds,
  });
  const firstAsks = createFirstAsks({ callers, limits });
  const wrongCodes = createWrongCodeService({ store: createWrongCodeStore(database), budgets, today });

  return {
    budgets,
    line,
    tickets,
    wrongCodes,
    admission: createAdmission({ budgets, tickets, callers, firstAsks }),
    stamps: createFormStamps({ serverKeys, clock, shortestSeconds }),
  };
}
