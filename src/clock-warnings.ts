import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const NOT_SYNCHRONISED =
  'The clock of this machine is not synchronised. Days in the logs, deadlines and second steps follow it. Turn NTP on: timedatectl set-ntp true.';
/** More than a slow answer of the database makes of two clocks that agree. */
const MOST_APART_SECONDS = 10;

/** What timedatectl says of the kernel's clock, whichever program keeps it: yes or no; undefined where it cannot be asked. */
async function askSystem(): Promise<string | undefined> {
  const args = ['show', '--property=NTPSynchronized', '--value'];
  return promisify(execFile)('timedatectl', args, { timeout: 5_000 }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/** 0 where the database does not tell. Taken when it answers: the system's answer may come seconds later. */
async function secondsApart(
  databaseTime: () => Promise<Date | undefined>,
  now: () => number,
): Promise<number> {
  const theirs = await databaseTime().catch(() => undefined);
  return theirs === undefined ? 0 : Math.round(Math.abs(theirs.getTime() - now()) / 1_000);
}

/**
 * Whether the clocks that date the logs can be trusted (ASVS 5.0 V16.2.2), a sentence each for whoever starts the portal; none where it
 * cannot be told.
 * @param databaseTime asks the database what time it is
 */
export async function clockWarnings(
  databaseTime: () => Promise<Date | undefined>,
  isSynchronised: () => Promise<string | undefined> = askSystem,
  now: () => number = Date.now,
): Promise<string[]> {
  const [said, apart] = await Promise.all([isSynchronised(), secondsApart(databaseTime, now)]);
  return [
    ...(said === 'no' ? [NOT_SYNCHRONISED] : []),
    ...(apart > MOST_APART_SECONDS
      ? [`The clocks of this machine and of the database are ${apart} seconds apart. Synchronise both (NTP).`]
      : []),
  ];
}
