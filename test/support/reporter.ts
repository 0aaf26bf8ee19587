import { appendFileSync } from 'node:fs';
import mocha from 'mocha';

/**
 * What mocha prints by itself, and where TEST_REPORT names a file, one line about the run at its end, so that a build can
 * add up several: `{"passed":1,"failed":0,"ran":["title"],"skipped":["title"]}`.
 */
export default class CountingReporter extends mocha.reporters.Spec {
  constructor(runner: mocha.Runner, options: mocha.MochaOptions) {
    super(runner, options);
    const path = process.env['TEST_REPORT'];
    if (path === undefined) return;
    const ran: string[] = [];
    const skipped: string[] = [];
    runner.on('pass', (test) => ran.push(test.fullTitle()));
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.once('end', () => {
      const counts = { passed: this.stats.passes, failed: this.stats.failures, ran, skipped };
      appendFileSync(path, `${JSON.stringify(counts)}\n`);
    });
  }
}
