import { openDatabase } from '../../src/storage/database.ts';
import { line, logOn } from './support.ts';

/** A process that writes lines to the log of a database and chains them until it is killed; it prints how many it has. */
const log = logOn(await openDatabase(process.argv[2] ?? ''));
for (let written = 1; ; written += 1) {
  await log.audit.record(line());
  process.stdout.write(`${written}\n`);
  await log.chain.work();
}
