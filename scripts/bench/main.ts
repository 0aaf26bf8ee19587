// `npm run bench [-- --json] [-- --quick] [-- --only pages,weights,reports,files,cases] [-- --node-arguments=--cpu-prof]`
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCases } from './cases.ts';
import type { Figure } from './figure.ts';
import { measureFiles } from './files.ts';
import { type Machine, outcomeOf } from './outcome.ts';
import { measurePageWeights } from './page-weights.ts';
import { startServer, watchingLoop } from './processes.ts';
import { measurePublicPages } from './public-pages.ts';
import { measureReports } from './reports.ts';
import type { Section } from './section.ts';

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

const machine: Machine = {
  processors: cpus().length,
  model: cpus()[0]?.model ?? '',
  node: process.versions.node,
  store: process.env['MONGODB_URI'] === undefined ? 'embedded' : 'MONGODB_URI',
};

function sectionsNamed(names: readonly string[]): Section[] {
  return names.map((name) => {
    const section = sections[name];
    if (section) return section;
    throw new Error(`there is no section ${name}; there are ${Object.keys(sections).join(', ')}`);
  });
}

async function measure(chosen: readonly Section[]): Promise<Figure[]> {
  const bare = await startServer([...watchingLoop, 'scripts/bench/bare-express.mjs']);
  const nodeArguments = asked['node-arguments']?.split(' ') ?? [];
  try {
    const figures: Figure[] = [];
    for (const section of chosen)
      figures.push(...(await section({ bare, isQuick: asked.quick, nodeArguments, say })));
    return figures;
  } finally {
    await bare.stop();
  }
}

const figures = await measure(sectionsNamed(asked.only?.split(',') ?? Object.keys(sections)));
const { out, err, exitCode } = outcomeOf(figures, machine, asked.json);
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = exitCode;
