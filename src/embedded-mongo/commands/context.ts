import type { Collection } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import type { Cursors } from '../wire/cursors.ts';
import type { Store } from '../storage/store.ts';
import type { Document } from '../values/values.ts';

/** What every command works with. */
export interface Context {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly settings: Settings;
}

/** Server parameters, under the names that MongoDB gives them. */
interface Settings {
  /** Refuse queries that would read a whole collection. */
  notablescan: boolean;
  ttlMonitorSleepSecs: number;
  /** How long a write waits for the disk before its client is told. */
  watchdogPeriodSeconds: number;
}

/** Answers with a document, or with the bytes of one. */
export type Command = (command: Document, context: Context) => Document | Buffer | Promise<Document | Buffer>;

export function databaseOf(command: Document): string {
  const database = command['$db'];
  if (typeof database === 'string' && database !== '' && !/[/\\. "$\0]/.test(database)) return database;
  throw new CommandError('InvalidNamespace', `Invalid database name: '${String(database)}'`);
}

/** The collection that a command's first field names; undefined where there is none yet. */
export function collectionOf(command: Document, { store }: Context): Collection | undefined {
  return store.collections.get(namespaceOfCommand(command));
}

export function namespaceOfCommand(command: Document): string {
  const [first = ''] = Object.keys(command);
  const name = command[first];
  if (
    typeof name === 'string' &&
    name !== '' &&
    !name.includes('\0') &&
    !name.startsWith('.') &&
    !name.includes('$')
  ) {
    return `${databaseOf(command)}.${name}`;
  }
  throw new CommandError(
    'InvalidNamespace',
    `Invalid namespace specified '${databaseOf(command)}.${String(name)}'`,
  );
}

/** The bytes of a namespace, as MongoDB limits them. */
const LONGEST_NAMESPACE = 255;

/** The collection, made where it is missing; for the inside of a write. */
export function ensureCollection(namespace: string, { store }: Context): Collection {
  const present = store.collections.get(namespace);
  if (present !== undefined) return present;
  if (Buffer.byteLength(namespace) > LONGEST_NAMESPACE)
    throw new CommandError(
      'InvalidNamespace',
      `Fully qualified namespace is too long. Namespace: ${namespace} Max: ${LONGEST_NAMESPACE}`,
    );
  const dot = namespace.indexOf('.');
  return store.createCollection(namespace.slice(0, dot), namespace.slice(dot + 1));
}
