import { expect } from 'chai';
import { createClient, type Client, type Page } from '../support/http.ts';
import { openFiles, openText, protectedReport, startSamplePortal } from '../support/sample-portal.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { torCircuit } from '../support/tor-circuit.ts';
import {
  again,
  fewTexts,
  fillLine,
  isWait,
  saysLineIsFull,
  textOn,
  visitorFrom,
  waitOut,
} from './support.ts';

/** The Tor Project's own. */
const onion = 'http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion';

/** A report without scripts, up to the wait. */
async function heldReport(reporter: Client): Promise<Page> {
  return reporter.submit(await openText(reporter), { values: protectedReport });
}

describe('a reporter without scripts, while a program asks for places in line', function () {
  this.timeout(120_000);

  it('as often as it likes from one network, gets a place and is taken', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: fewTexts });
    for (const network of ['198.51.100', '2001:db8:7:'])
      await fillLine((count) =>
        visitorFrom(portal, network.endsWith(':') ? `${network}${count}::9` : `${network}.${count}`),
      );
    const reporter = visitorFrom(portal, '203.0.113.9');
    const held = await heldReport(reporter);
    expect([isWait(held), saysLineIsFull(held)]).to.deep.equal([true, false]);
    waitOut(portal, held);
    expect((await reporter.submit(held, again)).status).to.equal(200);
  });

  it('as often as it likes through one circuit of Tor, gets a place in Tor and is taken', async () => {
    const environment = { ...fewTexts, ONION_ADDRESS: onion, ONION_PORT: '0' };
    await using portal = await startSamplePortal({ onSharedStore: true, environment });
    await using flood = await torCircuit(portal.onionPort, 1);
    await using own = await torCircuit(portal.onionPort, 2);
    await fillLine(() => createClient(flood.url));
    const reporter = createClient(own.url);
    const held = await heldReport(reporter);
    expect([isWait(held), saysLineIsFull(held)]).to.deep.equal([true, false]);
    waitOut(portal, held);
    expect((await reporter.submit(held, again)).status).to.equal(200);
  });

  it('behind the same address as the program, gets in by pressing once a minute, with every word kept', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: fewTexts });
    const shared = () => visitorFrom(portal, '198.51.100.7');
    await fillLine(shared);
    const reporter = shared();
    let page = await heldReport(reporter);
    expect(saysLineIsFull(page)).to.equal(true);
    expect(page.headers.get('retry-after')).to.equal('60');
    const random = seededRandom(7);
    let presses = 0;
    for (; presses < 60 && isWait(page) && saysLineIsFull(page); presses += 1) {
      waitOut(portal, page);
      const asksBefore = random.from(0, 3);
      for (let count = 0; count < 3; count += 1) {
        if (count === asksBefore) page = await reporter.submit(page, again);
        await openFiles(shared());
      }
      if (asksBefore === 3) page = await reporter.submit(page, again);
      if (isWait(page)) expect(textOn(page)).to.equal(protectedReport['what']);
    }
    expect(presses).to.be.below(60);
    if (isWait(page)) {
      waitOut(portal, page);
      page = await reporter.submit(page, again);
    }
    expect(page.root.querySelector('#files')).to.not.equal(null);
  });

  it('is told honestly that no place is sure, and what else to do, in both languages', async () => {
    const environment = { ...fewTexts, ONION_ADDRESS: onion, ONION_PORT: '0' };
    await using portal = await startSamplePortal({ onSharedStore: true, environment });
    await using circuit = await torCircuit(portal.onionPort, 1);
    const full = await fillLine(() => visitorFrom(portal, '198.51.100.7'));
    expect(full.text).to.include('Kami tidak dapat menjanjikan kapan');
    expect(full.text).to.include(onion);
    const channels = full.root.querySelectorAll('[aria-labelledby=other-ways] a');
    expect(channels.map((link) => link.getAttribute('href'))).to.include('https://www.kpk.go.id/');
    for (const link of channels) expect(link.getAttribute('target'), 'the form stays').to.equal('_blank');

    const english = await visitorFrom(portal, '198.51.100.7').submit(full, {
      ...again,
      button: 'button.language',
    });
    expect(english.text).to.include('We cannot promise when this form will get in');
    expect(textOn(english)).to.equal(protectedReport['what']);

    const inTor = await fillLine(() => createClient(circuit.url));
    expect(inTor.text, 'who is there already').to.not.include('Tor Browser');
  });
});
