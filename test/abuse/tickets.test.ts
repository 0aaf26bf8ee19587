import { expect } from 'chai';
import type { Budgets } from '../../src/abuse/budget-service.ts';
import { createProofs } from '../../src/abuse/proof.ts';
import { createProofEffort } from '../../src/abuse/proof-effort.ts';
import { createTicketService } from '../../src/abuse/ticket-service.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';
import { testClock } from '../support/clock.ts';

const limits: Budgets = { draft: 100, report: 100, message: 100, upload: 100, wrongCode: 100 };
const draft = { route: '/lapor/isi', kind: 'draft', cost: 2 } as const;

describe('a ticket', () => {
  const clock = testClock();
  const spent = new Set<string>();
  const tickets = createTicketService({
    serverKeys: createServerKeys('a secret of the tests, not of any office'),
    proofs: createProofs('another one'),
    effort: createProofEffort({ limits, clock: clock.now }),
    spent: {
      spend: async (id) => !spent.has(id) && spent.add(id).has(id),
      isSpent: async (id) => spent.has(id),
      removeForgotten: async () => undefined,
    },
    line: { place: async () => clock.now().getTime() / 1000, sweep: async () => undefined },
    clock: clock.now,
    waitSeconds: 20,
  });

  it('after its wait, is good once, at the address that it was given for, and for no longer text', async () => {
    const { text } = await tickets.issue(draft, 'first');
    expect(await tickets.redeem(text, '', draft)).to.equal('early');
    clock.advance({ seconds: 20 });
    expect(await tickets.redeem(text, '', { ...draft, route: '/lapor/kirim' })).to.equal('worthless');
    expect(await tickets.redeem(text, '', { ...draft, cost: 3 })).to.equal('worthless');
    expect(await tickets.redeem(text, '', draft)).to.equal('good');
    expect(await tickets.redeem(text, '', draft)).to.equal('worthless');
  });
});

describe('the work of a proof', () => {
  it('grows with the length of a text and with what was proven in these ten minutes, up to a bound', () => {
    const clock = testClock();
    const effort = createProofEffort({ limits, clock: clock.now });
    expect(effort.of({ kind: 'draft', cost: 1 })).to.equal(1);
    expect(effort.of({ kind: 'draft', cost: 70 })).to.equal(9);
    effort.note({ kind: 'draft', cost: 250 });
    expect(effort.of({ kind: 'draft', cost: 1 })).to.equal(3);
    expect(effort.of({ kind: 'draft', cost: 70 })).to.equal(16);
    expect(effort.of({ kind: 'report', cost: 1 }), 'what floods drafts makes sending no dearer').to.equal(1);
    clock.advance({ seconds: 600 });
    expect(effort.of({ kind: 'draft', cost: 1 })).to.equal(1);
  });
});
