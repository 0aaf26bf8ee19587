import { PassThrough, Readable, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

type Main = (
  args: readonly string[],
  environment: Record<string, string>,
  console: { readonly stdin: Readable; readonly stdout: Writable; readonly stderr: Writable },
) => Promise<number>;

/** Runs the `main` of a command within the test, which finds `input` on its standard input. */
export async function runCommand(
  main: Main,
  args: readonly string[],
  environment: Record<string, string>,
  input = '',
): Promise<Ended> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await main(args, environment, { stdin: Readable.from([input]), stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, error] = await printed;
  return { code, out, error };
}
