import { expect } from 'chai';
import { line } from './support.ts';
import { startPortal } from '../support/portal.ts';

describe('Every question that is asked of the audit log', () => {
  it('is answered by an index, whatever is looked for, chained, verified and exported', async () => {
    await using portal = await startPortal({ refuseScans: true });
    const { audit, auditVerification, auditExport, jobs } = portal.services;
    const recorded = line({ audience: ['member:a'] });
    await audit.record(recorded);
    await audit.record(line({ caseId: null, audience: [] }));
    await jobs.runNow('audit-chain');
    portal.clock.advance({ days: 1 });
    await jobs.runNow('audit-chain');
    const { on, act, memberId } = recorded;
    const filters = [
      {},
      { from: on, to: on },
      { from: on, act, by: [memberId ?? '', 'reader:a'] },
      { by: null },
      { exceptCases: ['x'] },
    ];
    for (const filter of filters) await audit.list(['unit:a', 'member:a'], undefined, filter);
    const after = { on, _id: 'zz' };
    expect((await audit.list(['member:a'], after, { from: on, act })).lines).to.have.length(2);
    const exceptCases = await audit.casesLeftBy([memberId ?? '', 'reader:a']);
    await audit.whoLeft(recorded.caseId ?? '');
    const reader = { audience: ['member:a'], exceptCases, nameOf: () => undefined };
    const pieces: string[] = [];
    for await (const piece of auditExport.pieces('csv', reader)) pieces.push(piece);
    expect(pieces.join('')).to.include(recorded.caseId);
    await auditVerification.ask(undefined);
    await jobs.runNow('audit-verification');
    expect((await auditVerification.latest()).finding).to.include({ isSound: true });
    expect(portal.logged.filter((entry) => entry.includes('"level":"error"'))).to.deep.equal([]);
  });
});
