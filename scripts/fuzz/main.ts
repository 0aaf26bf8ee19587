// `npm run fuzz [-- --requests N] [-- --seed S] [-- --only N]`: docs/fuzzing.md.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { aftermath } from './aftermath.ts';
import { inMebibytes } from './memory-watch.ts';
import { startPortalProcess } from './portal-process.ts';
import { fuzz } from './run.ts';
import { findingText, tableOf } from './table.ts';

const { values: asked } = parseArgs({
  options: {
    requests: { type: 'string', default: '25000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
  },
});

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} ${text} is not a whole number`);
}

const begun = performance.now();
const say = (line: string) => {
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(5)} s  ${line}\n`);
};

const seed = wholeNumber('seed', asked.seed);
const requests = wholeNumber('requests', asked.requests);
const only = asked.only === undefined ? undefined : wholeNumber('only', asked.only);
const folder = await mkdtemp(join(tmpdir(), 'kanal-fuzz-'));
try {
  say(`Setting up a sample office (seed ${seed}) …`);
  const portal = await startPortalProcess(folder);
  say(`Sending ${only === undefined ? requests : 1} requests to ${portal.routes.length} routes …`);
  let told = 0;
  const { findings, tally, memory } = await fuzz(portal, {
    requests,
    seed,
    only,
    whenFound: ({ what, route, n, detail }) =>
      say(`✘ ${what}: ${route} (${n ?? '-'}): ${detail.slice(0, 300)}`),
    progress: (sent, found) => {
      if (sent < told + 1000 && sent < requests) return;
      told = sent;
      say(`${sent} sent, ${found} findings`);
    },
  });
  const exitCode = await portal.stop();
  say('Verifying the store and the audit log …');
  for (const finding of await aftermath(folder, exitCode)) findings.add(finding);
  process.stdout.write(`\n${tableOf(tally.all(), findings.onRoute)}\n\n`);
  if (memory) {
    const shown = memory.samples.map(
      ({ heap, resident }) => `${inMebibytes(heap)} (${inMebibytes(resident)})`,
    );
    process.stdout.write(`Heap after a collection (resident) at each quarter: ${shown.join(', ')}\n`);
  }
  for (const found of findings.all()) process.stdout.write(`\n${findingText(found, seed)}`);
  const { length } = findings.all();
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stdout.write(
    `\n${length === 0 ? 'Nothing was found' : `${length} findings`}: seed ${seed}, ${only === undefined ? requests : 1} requests, ${seconds} s\n`,
  );
  process.exitCode = length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
