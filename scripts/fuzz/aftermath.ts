import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { environmentOfOurs } from '../environment-of-ours.ts';
import type { Finding } from './finding.ts';

/** What is wrong with what a portal left behind: how it ended, its store, its audit log. */
export async function aftermath(dataFolder: string, exitCode: number | null): Promise<Finding[]> {
  const findings: Finding[] = [];
  const tell = (what: string, detail: string) => findings.push({ what, route: 'afterwards', detail });
  if (exitCode !== 0) tell('the portal did not end in order', `exit code ${exitCode}`);
  const environment = { ...environmentOfOurs(), DATA_DIR: dataFolder };
  for (const args of [['scripts/store-tool.mjs', 'check-store'], ['scripts/verify-audit.mjs']]) {
    const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    if (child.exitCode !== 0) tell(`${args.join(' ')} failed`, (out + error).trim().slice(-2_000));
  }
  return findings;
}
