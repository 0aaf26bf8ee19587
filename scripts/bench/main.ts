// `npm run bench [-- --json] [-- --quick] [-- --only pages,weights,reports,files,cases] [-- --node-arguments=--cpu-prof]`
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCases } from './cases.ts';
import { type Figure, isReached, ratioOf, summaryOf } from './figure.ts';
import { measureFiles } from './files.ts';
import { measurePageWeights } from './page-weights.ts';
import { startServer, watchingLoop } from './processes.ts';
import { measurePublicPages } from './public-pages.ts';
import { measureReports } from './reports.ts';
import type { Section } from './section.ts';
import { tableOf } from './table.ts';

const sections: Readonly<Record<string, Section>> = {
  pages: measurePublicPages,
  weights: measurePageWeights,
  reports: measureReports,
  files: measureFiles,
  cases: measureCases,
};

const { values: asked } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    'node-arguments': { type: 'string' },
  },
});

const begun = performance.now();
const say = (line: string) => {
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(4)} s  ${line}\n`);
};

const machine = {
  processors: cpus().length,
  model: cpus()[0]?.model ?? '',
  node: process.versions.node,
  store: process.env['MONGODB_URI'] === undefined ? 'embedded' : 'MONGODB_URI',
};

async function measure(names: readonly string[]): Promise<Figure[]> {
  const bare = await startServer([...watchingLoop, 'scripts/bench/bare-express.mjs']);
  const nodeArguments = asked['node-arguments']?.split(' ') ?? [];
  try {
    const figures: Figure[] = [];
    for (const name of names) {
      const section = sections[name];
      if (!section)
        throw new Error(`there is no section ${name}; there are ${Object.keys(sections).join(', ')}`);
      figures.push(...(await section({ bare, isQuick: asked.quick, nodeArguments, say })));
    }
    return figures;
  } finally {
    await bare.stop();
  }
}

const figures = await measure(asked.only?.split(',') ?? Object.keys(sections));
const summary = summaryOf(figures);
if (asked.json) {
  const full = figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), reached: isReached(figure) }));
  process.stdout.write(`${JSON.stringify({ machine, figures: full }, undefined, 2)}\n`);
  process.stderr.write(`${summary}\n`);
} else {
  const { processors, model, node, store } = machine;
  process.stdout.write(`\n${tableOf(figures)}\n\n${processors} × ${model}, Node ${node}, store: ${store}\n`);
  process.stdout.write(`${summary}\n`);
}
if (figures.some((figure) => isReached(figure) === false)) process.exitCode = 1;
