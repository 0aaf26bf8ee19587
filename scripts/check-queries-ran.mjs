// The tests refuse every query that reads a whole collection or sorts in memory (test/support/watched-queries.ts), but only
// queries that a test causes. So after a run of every test: each named function of the modules that ask the database has run.
// Reads what test/support/functions-run.ts left in the folder that is named.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder = ''] = process.argv.slice(2);
const runs = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));

/** Only stores and src/storage may use Mongoose (scripts/import-rules.ts). */
const asks = (path) => path.endsWith('-store.ts') || /from 'mongoose'/.test(readFileSync(path, 'utf8'));

/** What no process ran of a module: functions, or all of it where none loaded it. */
function unasked(path) {
  const found = runs.map((run) => run[pathToFileURL(path).href]).filter(Boolean);
  if (found.length === 0) return ['it'];
  const names = new Set(found.flatMap(Object.keys));
  return [...names].filter((name) => !found.some((ran) => ran[name]));
}

const modules = readdirSync('src', { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name))
  .filter(asks);
const missing = modules.flatMap((path) => unasked(path).map((name) => `${path}: ${name} was run by no test`));
for (const line of missing) console.error(line);
if (missing.length === 0)
  console.log(`Every function of the ${modules.length} modules that ask the database ran.`);
process.exitCode = missing.length === 0 && modules.length > 0 ? 0 : 1;
