import { expect } from 'chai';
import { openCheck, openText, protectedReport, startSamplePortal } from '../support/sample-portal.ts';
import { again, isWait, textOn, waitOut } from './support.ts';

describe('a form that a program filled in', function () {
  this.timeout(60_000);

  it('too fast, waits; a person who took some seconds does not', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: { SHORTEST_WRITING_SECONDS: '5' },
    });
    const visitor = portal.visitor();
    const form = await openText(visitor);
    const held = await visitor.submit(form, { values: protectedReport });
    expect(isWait(held)).to.equal(true);
    expect(textOn(held)).to.equal(protectedReport['what']);
    portal.clock.advance({ seconds: 8 });
    expect((await visitor.submit(form, { values: protectedReport })).status).to.equal(200);
    const ofAnother = (await openText(portal.visitor())).value('stamp') ?? '';
    portal.clock.advance({ seconds: 8 });
    for (const stamp of ['0.forged', `0.${'A'.repeat(43)}`, ofAnother]) {
      const made = await visitor.submit(form, { values: { ...protectedReport, stamp } });
      expect(isWait(made), stamp).to.equal(true);
    }
  });

  it('is not suspected where a draft is only changed', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: { SHORTEST_WRITING_SECONDS: '5' },
    });
    const visitor = portal.visitor();
    const form = await openText(visitor);
    portal.clock.advance({ seconds: 8 });
    const check = await openCheck(visitor, await visitor.submit(form, { values: protectedReport }));
    const edit = await visitor.submit(check, { form: '#text' });
    expect((await visitor.submit(edit)).status).to.equal(200);
  });

  it('in the field that people do not see, waits and is not refused', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const visitor = portal.visitor();
    const form = await openText(visitor);
    const decoy = form.root.querySelector('#subject');
    expect(decoy?.getAttribute('autocomplete')).to.equal('off');
    expect(decoy?.getAttribute('tabindex')).to.equal('-1');
    expect(decoy?.parentNode?.getAttribute('aria-hidden')).to.equal('true');
    const held = await visitor.submit(form, { values: { ...protectedReport, subject: 'cheap pills' } });
    expect(isWait(held)).to.equal(true);
    waitOut(portal, held);
    expect((await visitor.submit(held, again)).root.querySelector('#files')).to.not.equal(null);
  });
});
