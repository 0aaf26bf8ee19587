import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { type Environment, readDatabaseConfig } from '../config.ts';
import { errorLine } from '../store-tool/error-line.ts';
import { writeCaseFolder } from './case-folder.ts';
import { RecoveryRefused } from './errors.ts';
import { createRecoveredCases, type RecoveredCase } from './recovered-cases.ts';
import { readRecoveryIdentities } from './recovery-identity.ts';
import { createRecoveryServices, type RecoveryServices } from './recovery-services.ts';

const USAGE =
  'Use: npm run recover -- --key FILE                          (lists the cases that the key opens; - reads the key from standard input)\n' +
  '     npm run recover -- --key FILE --case ID --out FOLDER   (writes one case into a new folder, without the identity that a reporter gave)\n' +
  '     … --with-identity                                      (with it: only where two people decided so, and wrote down why)';

const IDENTITY_LEFT_OUT =
  'The reporter gave an identity, which stays sealed. Only where two people decided so: run again with --with-identity into another folder.';

/** Where a command reads and writes; a process is one. */
interface Console {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

interface Task {
  readonly key: string;
  readonly caseId: string | undefined;
  readonly out: string | undefined;
  readonly withIdentity: boolean;
}

/**
 * `npm run recover`: opens cases with nothing but the database and the recovery key (docs/recovery.md).
 * @returns the exit code: 0, or 1 after lines on standard error that say why
 */
export async function main(
  argv: readonly string[],
  environment: Environment,
  console: Console = process,
): Promise<number> {
  try {
    const task = taskOf(argv);
    if (!task) {
      console.stdout.write(`${USAGE}\n`);
      return 0;
    }
    return await recover(task, environment, console);
  } catch (error) {
    console.stderr.write(`${errorLine(error)}\n`);
    return 1;
  }
}

function taskOf(argv: readonly string[]): Task | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    key: text,
    case: text,
    out: text,
    'with-identity': flag,
    help: { ...flag, short: 'h' },
  } as const;
  try {
    const { values } = parseArgs({ args: [...argv], options });
    if (values.help) return undefined;
    const { key, case: caseId, out } = values;
    if (key === undefined) throw new RecoveryRefused('--key is missing. Example: --key recovery-key.txt');
    if ((caseId === undefined) !== (out === undefined))
      throw new RecoveryRefused('--case and --out belong together. Example: --case ID --out ./case');
    return { key, caseId, out, withIdentity: values['with-identity'] ?? false };
  } catch (cause) {
    if (cause instanceof RecoveryRefused) throw cause;
    throw new RecoveryRefused('Unknown option. Run with --help for usage.', { cause });
  }
}

async function recover(
  { key, caseId, out, withIdentity }: Task,
  environment: Environment,
  console: Console,
): Promise<number> {
  const identities = await readRecoveryIdentities(key, console.stdin);
  const services = await createRecoveryServices(readDatabaseConfig(environment));
  try {
    const cases = await createRecoveredCases(services, identities);
    for (const { unitId, generation, problem } of cases.unopenedKeys)
      console.stderr.write(`Key ${generation} of the unit ${unitId} could not be opened. ${problem}\n`);
    if (caseId === undefined || out === undefined) return await list(cases, console);
    const { hasIdentity, damaged } = await write({ cases, caseId, out, withIdentity }, services);
    console.stderr.write(`Written to ${out}.\n`);
    if (hasIdentity && !withIdentity) console.stderr.write(`${IDENTITY_LEFT_OUT}\n`);
    if (damaged.length > 0) throw new RecoveryRefused(`What is damaged was left out: ${damaged.join(', ')}.`);
    return 0;
  } finally {
    await services.close();
  }
}

type RecoveredCases = Awaited<ReturnType<typeof createRecoveredCases>>;

async function list(cases: RecoveredCases, { stdout, stderr }: Console): Promise<number> {
  let count = 0;
  let unopened = cases.unopenedKeys.length;
  for await (const listed of cases.list()) {
    if ('problem' in listed) {
      stderr.write(`${listed.caseId} could not be opened. ${listed.problem}\n`);
      unopened += 1;
    } else {
      stdout.write(`${rowOf(listed)}\n`);
      count += 1;
    }
  }
  if (count === 0 && unopened === 0) throw new RecoveryRefused('The key opens no case of this database.');
  stderr.write(`${count} cases can be opened.\n`);
  return unopened === 0 ? 0 : 1;
}

/** Separated by tabs, for a spreadsheet or `cut`. */
function rowOf({ case: { _id, lane, category, status, receivedOn } }: RecoveredCase): string {
  return [_id, lane, category, status, receivedOn].join('\t');
}

async function write(
  {
    cases,
    caseId,
    out,
    withIdentity,
  }: { cases: RecoveredCases; caseId: string; out: string; withIdentity: boolean },
  services: RecoveryServices,
): Promise<{ readonly hasIdentity: boolean; readonly damaged: readonly string[] }> {
  const recovered = await cases.find(caseId);
  if (!recovered) throw new RecoveryRefused('There is no case of this id that the key opens.');
  const report = await cases.report(recovered, { withIdentity });
  const damaged = await writeCaseFolder(out, { recovered, report }, services);
  return { hasIdentity: recovered.case.identity !== undefined, damaged };
}
