// The tests refuse every query that reads a whole collection or sorts in memory (test/support/watched-queries.ts), but only
// queries that a test causes. So after a run of every test: each function of the modules that ask the database has run.
// Reads the summary that c8 wrote.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Only stores and src/storage may use Mongoose (scripts/import-rules.ts). */
const asks = (path) => path.endsWith('-store.ts') || /from 'mongoose'/.test(readFileSync(path, 'utf8'));

const modules = Object.entries(JSON.parse(readFileSync('coverage/coverage-summary.json', 'utf8')))
  .filter(([path]) => path !== 'total' && asks(path))
  .map(([path, { functions, lines }]) => ({ path: relative('.', path), functions, lines }));
const unasked = modules.filter(
  ({ functions, lines }) => functions.covered < functions.total || lines.covered === 0,
);
for (const { path, functions } of unasked)
  console.error(`${path}: ${functions.covered} of ${functions.total} functions were run by tests`);
if (unasked.length === 0)
  console.log(`Every function of the ${modules.length} modules that ask the database ran.`);
process.exitCode = unasked.length === 0 && modules.length > 0 ? 0 : 1;
