import { ANY_MARK } from './hostile-values.ts';
import type { Secret } from './scene.ts';

/** Lines that a start prints for whoever starts the portal; everything else that is no JSON comes from a place that should log. */
const SPOKEN = /^(?:Kanal Integritas runs on |Mail is written as |Set the office up |Stopp)/;

/** What is wrong with a line of the log: an error of the program's own, or something that a stranger sent or may not know. */
export function wrongWithLine(line: string, secrets: readonly Secret[]): string | undefined {
  if (line.includes(ANY_MARK)) return 'the log holds what was sent';
  const secret = secrets.find(({ text }) => line.includes(text));
  if (secret) return `the log holds a secret: ${secret.what}`;
  if (line.trim() === '' || SPOKEN.test(line)) return undefined;
  const level = levelOf(line);
  if (level === undefined) return 'something was printed past the log';
  return level === 'error' || level === 'fatal' ? 'the log tells of a failure' : undefined;
}

function levelOf(line: string): unknown {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null && 'level' in entry ? entry.level : undefined;
  } catch {
    return undefined;
  }
}
