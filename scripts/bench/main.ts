// `npm run bench [-- --json] [-- --quick] [-- --only pages,weights,reports,files,cases] [-- --node-arguments=--cpu-prof]`
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.ts';
import { type Machine, outcomeOf } from './outcome.ts';
import { startServer, watchingLoop } from './processes.ts';
import type { Section } from './section.ts';

/** Each loads what it needs of the portal once it is asked for. */
const sections: Readonly<Record<string, () => Promise<Section>>> = {
  pages: async () => (await import('./public-pages.ts')).measurePublicPages,
  weights: async () => (await import('./page-weights.ts')).measurePageWeights,
  reports: async () => (await import('./reports.ts')).measureReports,
  files: async () => (await import('./files.ts')).measureFiles,
  cases: async () => (await import('./cases.ts')).measureCases,
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

async function sectionsNamed(names: readonly string[]): Promise<Section[]> {
  const unknown = names.find((name) => !(name in sections));
  if (unknown !== undefined)
    throw new Error(`there is no section ${unknown}; there are ${Object.keys(sections).join(', ')}`);
  const chosen = names.flatMap((name) => sections[name] ?? []);
  return Promise.all(chosen.map(async (load) => load()));
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

const figures = await measure(await sectionsNamed(asked.only?.split(',') ?? Object.keys(sections)));
const { out, err, exitCode } = outcomeOf(figures, machine, asked.json);
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = exitCode;
