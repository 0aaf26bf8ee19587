import { expect } from 'chai';
import type { Findings } from '../../scripts/fuzz/finding.ts';
import { createPortalScene } from '../../scripts/fuzz/portal-scene.ts';
import { FUZZED_SETTINGS } from '../../scripts/fuzz/portal-settings.ts';
import { fuzz, type RunResult } from '../../scripts/fuzz/run.ts';
import type { Target } from '../../scripts/fuzz/scene.ts';
import { findingText } from '../../scripts/fuzz/table.ts';
import { createApp } from '../../src/app.ts';
import { securityHeaderLines } from '../../src/web/header-lines.ts';
import { routesOf } from '../support/app-routes.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { startBrokenTarget } from './broken-target.ts';

/** Fixed, so that every build sends the same; other seeds are for `npm run fuzz`. */
const SEED = 20261124;

/** The portal of a test, in this process: its memory is not its own, and it ends with the test. */
async function targetOf({ url, services, office, logged }: SamplePortal): Promise<Target> {
  const routes = routesOf(createApp(services));
  const scene = await createPortalScene(services, office, routes);
  let read = 0;
  return {
    port: Number(new URL(url).port),
    routes,
    headers: securityHeaderLines({ isHttps: false, includeSubDomains: false }),
    elsewhere: [services.config.exitUrl],
    mend: async () => scene.mend(),
    kept: async () => scene.kept(),
    takeLogged: () => logged.slice(read, (read = logged.length)),
    memory: async () => undefined,
    ending: () => undefined,
  };
}

function told(findings: Findings): string {
  return findings
    .all()
    .map((found) => findingText(found, SEED))
    .join('\n');
}

describe('the fuzzer', function () {
  this.timeout(600_000);

  describe('on the portal', () => {
    let portal: SamplePortal;
    let result: RunResult;
    before(async () => {
      portal = await startSamplePortal({ onSharedStore: true, environment: FUZZED_SETTINGS });
      result = await fuzz(await targetOf(portal), { requests: 400, seed: SEED });
    });
    after(async () => portal?.close());

    it('finds nothing', () => {
      expect(told(result.findings)).to.equal('');
    });

    it('asks every route, as somebody who is let in too', () => {
      for (const { route, asked } of result.tally.all()) expect(asked, route).to.be.at.least(3);
      const letIn = result.tally.all().filter(({ statuses }) => statuses.has('2') || statuses.has('3'));
      expect(letIn.length).to.be.above(result.tally.all().length / 2);
    });
  });

  describe('on an app with every fault that it looks for', () => {
    let findings: Findings;
    before(async () => {
      const { target, close } = await startBrokenTarget();
      const result = await fuzz(target, { requests: 1_000, seed: SEED }); // in as many each of twenty seeds found all
      await close();
      ({ findings } = result);
    });

    const faults: readonly (readonly [what: string, route: string])[] = [
      ['the app failed', 'POST /fail'],
      ['what was sent comes back unescaped', 'POST /echo'],
      ['a secret was shown', 'GET /secret'],
      ['an answer shows the inside of the program', 'GET /inside'],
      ['an answer may be kept by a browser', 'GET /kept'],
      ['a header of every answer is missing', 'GET /bare'],
      ['a redirect leaves the site', 'GET /away'],
      ['a cookie lacks its attributes', 'GET /cookie'],
      ['a header was injected', 'GET /header'],
      ['the connection was cut without an answer', 'GET /cut'],
      ['the log tells of a failure', 'the log'],
      ['the log holds what was sent', 'the log'],
      ['memory grows', 'the process'],
      ['what nobody may change has changed', 'the store'],
    ];
    for (const [what, route] of faults)
      it(`finds that ${what}`, () => {
        const found = findings.all().some(({ first }) => first.what === what && first.route === route);
        expect(found, told(findings).slice(0, 2_000)).to.equal(true);
      });

    it('says how a request is repeated', () => {
      const found = findings.all().find(({ first }) => first.route === 'GET /secret');
      expect(found && findingText(found, SEED)).to.match(
        /--seed 20261124 --only \d+\n(?:.*\n)*? {2}\| GET \/secret/,
      );
    });
  });
});
