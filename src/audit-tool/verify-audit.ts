import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { type Head, readHead, spellHead } from '../audit/audit-hashes.ts';
import { type Verdict, verifyChain } from '../audit/audit-verification.ts';
import { type Environment, readDatabaseConfig } from '../config.ts';
import { faultText } from '../audit/audit-fault-text.ts';
import { placeOf } from '../audit/audit-faults.ts';
import { errorLine } from '../store-tool/error-line.ts';
import { counted, createProgress } from '../store-tool/progress.ts';
import { createCatalogue } from '../language/catalogue.ts';
import { openAuditDatabase } from './audit-database.ts';
import { VerificationRefused } from './errors.ts';

const USAGE =
  'Use: npm run verify-audit                              (verifies the whole chain of the audit log)\n' +
  '     npm run verify-audit -- --head SEQUENCE:HASH      (compares it with a head from a mail too; may be given again)';

const SOUND = 0;
const BROKEN = 1;
const NOT_VERIFIED = 2;

/** Where the command writes; a process is one. */
interface Console {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/**
 * `npm run verify-audit`: verifies the chain with nothing but the database (docs/audit.md).
 * @returns the exit code: 0 when the chain is sound, 1 when it is not, 2 when it could not be verified; the last line
 * on standard output (0, 1) or standard error (2) says why
 */
export async function main(
  argv: readonly string[],
  environment: Environment,
  { stdout, stderr }: Console = process,
): Promise<number> {
  try {
    const given = headsIn(argv);
    if (given === undefined) {
      stdout.write(`${USAGE}\n`);
      return SOUND;
    }
    const verdict = await verify(given, environment, stderr);
    stdout.write(`${verdict.isSound ? soundSentence(verdict, given) : faultSentence(verdict)}\n`);
    return verdict.isSound ? SOUND : BROKEN;
  } catch (error) {
    stderr.write(`${errorLine(error)}\n`);
    return NOT_VERIFIED;
  }
}

/** The heads that are given, or undefined where only the usage is asked for. */
function headsIn(argv: readonly string[]): readonly Head[] | undefined {
  const { values } = parsed(argv);
  if (values.help) return undefined;
  return (values.head ?? []).map((typed) => {
    const head = readHead(typed);
    if (head) return head;
    throw new VerificationRefused(
      `--head ${JSON.stringify(typed.slice(0, 100))} is not the number of a line, a colon and 64 digits or letters from a to f.`,
    );
  });
}

function parsed(argv: readonly string[]) {
  const options = {
    head: { type: 'string', multiple: true },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...argv], options });
  } catch (cause) {
    throw new VerificationRefused('Unknown option. Run with --help for usage.', { cause });
  }
}

async function verify(given: readonly Head[], environment: Environment, stderr: Writable): Promise<Verdict> {
  const progress = createProgress((line) => void stderr.write(`${line}\n`));
  const stores = await openAuditDatabase(readDatabaseConfig(environment));
  try {
    const verdict = await verifyChain(stores, {
      given,
      onProgress: (checked) => progress.at(() => `Verifying … ${counted(checked, 'line')} so far.`),
    });
    if (verdict) return verdict;
    throw new VerificationRefused('The verification was stopped.');
  } finally {
    await stores.close();
  }
}

function soundSentence({ head, waiting }: Verdict & { isSound: true }, given: readonly Head[]): string {
  const lines = `The chain is sound: ${counted(head.sequence, 'line')}, head ${spellHead(head)}`;
  const more = waiting === 0 ? '' : `; ${counted(waiting, 'line waits', 'lines wait')} to be chained`;
  const compared =
    given.length > 0
      ? '; it agrees with the head that was given.'
      : '. Give a head from a mail with --head to see that it was not written anew.';
  return lines + more + compared;
}

/** The first fault and how many more there are, in the same words as on the auditor's page, in English. */
function faultSentence({ faults: [first], count }: Verdict & { isSound: false }): string {
  const t = createCatalogue().translator('en');
  const said = faultText({ t, locale: 'en' }, placeOf(first));
  return count === 1 ? said : `${said} ${t('audit.chain.more', { count: count - 1 })}`;
}
