import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { builtProgram } from './built-program.ts';
import { UNCOUNTED } from './portal-process.ts';

/** The store of a data folder, served alone by a process of its own, as `npm run store` does. */
interface StoreProcess extends AsyncDisposable {
  readonly uri: string;
}

export async function startStoreProcess(dataFolder: string): Promise<StoreProcess> {
  const program = join(await builtProgram(), 'dist', 'store-tool', 'program.js');
  const { MONGODB_URI: _uri, ...rest } = process.env;
  const child = spawn(process.execPath, [program, 'store', '--port', '0'], {
    env: { ...rest, ...UNCOUNTED, DATA_DIR: dataFolder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const printed = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)]);
  if (!printed) throw new Error('the store ended before it was served');
  return {
    uri: String(printed[0]).trim(),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
