import { appendFileSync } from 'node:fs';
import mocha from 'mocha';

/**
 * What mocha prints by itself, and where TEST_REPORT names a file, one line of counts at its end, so that a build can
 * add up several runs: `{"passed":1,"failed":0,"skipped":["title"]}`.
 */
export default class CountingReporter extends mocha.reporters.Spec {
  constructor(runner: mocha.Runner, options: mocha.MochaOptions) {
    super(runner, options);
    const skipped: string[] = [];
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.once('end', () => {
      const path = process.env['TEST_REPORT'];
      if (path === undefined) return;
      const counts = { passed: this.stats.passes, failed: this.stats.failures, skipped };
      appendFileSync(path, `${JSON.stringify(counts)}\n`);
    });
  }
}
