import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '../../src/config.ts';
import { builtProgram } from '../support/built-program.ts';
import { AT_ONCE } from '../support/portal.ts';
import { importOf, UNCOUNTED } from '../support/portal-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const command = promisify(execFile);

/** A small disk of its own, in memory. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Takes what is free but for so many bytes. */
  fill(leave: number): Promise<void>;
  empty(): Promise<void>;
}

/** Undefined where this user may not mount one, as only root may. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'disk');
  await mkdir(path);
  try {
    await command('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  } catch {
    await folder.remove();
    return undefined;
  }
  const fillings = join(path, 'fillings');
  return {
    path,
    async fill(leave) {
      const { bavail, bsize } = await statfs(path);
      const bytes = Buffer.alloc(Math.max(0, bavail * bsize - leave), 1);
      await writeFile(fillings, bytes, { flag: 'a' }).catch(() => undefined); // as much as fits
    },
    empty: async () => rm(fillings, { force: true }),
    async [Symbol.asyncDispose]() {
      await command('umount', [path]);
      await folder.remove();
    },
  };
}

export type PortalOnDisk = Awaited<ReturnType<typeof startOn>>;

/** The real program whose data, mail and log all lie on one disk. */
export async function startOn(disk: SmallDisk, environment: Environment) {
  const log = join(disk.path, 'portal.log');
  await using output = await open(log, 'a');
  const start = (await readFile(log, 'utf8')).length;
  const { MONGODB_URI: _uri, SERVER_SECRET: _secret, ...rest } = process.env;
  const server = importOf('server', { program: await builtProgram() });
  const script = `${server}.then(({ main }) => main());`;
  const child = spawn(process.execPath, ['-e', script], {
    env: {
      ...rest,
      ...UNCOUNTED,
      NODE_ENV: 'production',
      PORT: '0',
      DATA_DIR: join(disk.path, 'data'),
      ...AT_ONCE,
      ...environment,
    },
    stdio: ['ignore', output.fd, output.fd],
  });
  let url: string | undefined;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the portal ended: ${await readFile(log, 'utf8')}`);
    [, url] = /runs on (http:\S+)/.exec((await readFile(log, 'utf8')).slice(start)) ?? [];
    return url !== undefined;
  });
  return {
    url: url ?? '',
    /** Memory of its own, in bytes: without files, as its store's lie in memory here. */
    async memory(): Promise<number> {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      const [, kilobytes] = /^RssAnon:\s+(\d+) kB/m.exec(status) ?? [];
      return Number(kilobytes) * 1024;
    },
    isRunning: () => child.exitCode === null && child.signalCode === null,
    logged: async () => readFile(log, 'utf8'),
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
