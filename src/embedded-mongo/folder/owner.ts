import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { answers } from './sockets.ts';

/** Who serves or holds a data folder. */
export interface Owner {
  readonly processId: number;
  /** Tells a process from a later one that was given the same number. */
  readonly startedAt: string;
  /** Where it listens as long as it lives: a name in the folder, or a path elsewhere. */
  readonly socket: string;
}

export function thisProcess(): Omit<Owner, 'socket'> {
  return { processId: process.pid, startedAt: startOf(process.pid) };
}

/**
 * Whether the owner of a store's file still lives; what a crash left behind does not count. Its process may have another
 * number here, or none, on this side of a container's wall: then its socket answers.
 */
export async function isAlive({ processId, startedAt, socket }: Owner, data: string): Promise<boolean> {
  if (startOf(processId) === startedAt) return true;
  const places = [...new Set([socket, 'mongo.sock'])].filter(Boolean);
  const answered = await Promise.all(places.map((place) => answers(resolve(dirname(data), place))));
  return answered.includes(true);
}

/** When a process started, in the words of the system; empty where there is no such process. */
function startOf(processId: number): string {
  try {
    if (process.platform === 'linux') return linuxStart(processId);
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(processId)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** The boot and the 22nd field of /proc/PID/stat (proc(5)); a name in brackets may itself hold brackets. */
function linuxStart(processId: number): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${boot} ${fields[19] ?? ''}`;
}
