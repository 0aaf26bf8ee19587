// Holds the direction of imports in src/ against the table in import-rules.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { violationsIn } from './import-rules.ts';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `src/${file}`)
  .toSorted();
const violations = files.flatMap((file) => violationsIn(file, readFileSync(file, 'utf8')));
for (const violation of violations) process.stderr.write(`${violation}\n`);
if (violations.length > 0) process.exitCode = 1;
