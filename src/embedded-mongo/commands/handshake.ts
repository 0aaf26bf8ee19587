import { CommandError } from '../command-error.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { LARGEST_MESSAGE } from '../wire/wire.ts';
import { numberOf } from '../values/values.ts';
import type { Command } from './context.ts';

/** The server version whose behaviour is followed, and the wire version that goes with it. */
const VERSION = '7.0.0';
const WIRE_VERSION = 21;
const startedAt = process.hrtime.bigint();
let connections = 0;

const hello: Command = (command) => {
  connections += 1;
  return {
    ...('hello' in command ? { isWritablePrimary: true } : { ismaster: true }),
    helloOk: true,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: LARGEST_MESSAGE,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: connections,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
  };
};

const buildInfo: Command = () => ({
  version: VERSION,
  versionArray: VERSION.split('.').map(Number).concat(0),
  gitVersion: 'embedded',
  modules: [],
  bits: 64,
  maxBsonObjectSize: 16 * 1024 * 1024,
  storageEngines: ['lmdb'],
});

const serverStatus: Command = (command, { cursors }) => {
  refuseUnknownFields(command, []);
  return {
    host: 'embedded',
    version: VERSION,
    process: 'embedded-mongo',
    pid: process.pid,
    uptime: Number((process.hrtime.bigint() - startedAt) / 1_000_000_000n),
    localTime: new Date(),
    metrics: { cursor: { open: { total: cursors.count } } },
    storageEngine: { name: 'lmdb', persistent: true },
  };
};

const getParameter: Command = (command, { settings: { ...set } }) => {
  const settings = { ...set, featureCompatibilityVersion: { version: '7.0' } };
  const names =
    command['getParameter'] === '*'
      ? Object.keys(settings)
      : Object.keys(command).filter((name) => Object.hasOwn(settings, name));
  if (names.length > 0) return Object.fromEntries(names.map((name) => [name, Reflect.get(settings, name)]));
  throw new CommandError('InvalidOptions', 'no option found to get');
};

const setParameter: Command = (command, { settings }) => {
  const { setParameter: _named, $db: _database, lsid: _session, ...wanted } = command;
  const [unknown = ''] = Object.keys(wanted).filter((name) => !Object.hasOwn(settings, name));
  if (unknown !== '' || Object.keys(wanted).length === 0) {
    throw new CommandError(
      'InvalidOptions',
      `attempted to set unrecognized parameter [${unknown}], use help:true to see options`,
    );
  }
  const { notablescan, ttlMonitorSleepSecs, watchdogPeriodSeconds } = wanted;
  if (typeof notablescan === 'boolean') settings.notablescan = notablescan;
  settings.ttlMonitorSleepSecs = numberOf(ttlMonitorSleepSecs) ?? settings.ttlMonitorSleepSecs;
  settings.watchdogPeriodSeconds = numberOf(watchdogPeriodSeconds) ?? settings.watchdogPeriodSeconds;
  return {};
};

const nothing: Command = () => ({});

/** Who asks whether the server works is not told so while it cannot write. */
const ping: Command = (_command, { store }) => {
  store.watchdog.refuseWhileHanging();
  return {};
};

/** What drivers ask before, between and after their real work. */
export const handshakeCommands: Readonly<Record<string, Command>> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  buildInfo,
  buildinfo: buildInfo,
  serverStatus,
  getParameter,
  setParameter,
  ping,
  endSessions: nothing,
  refreshSessions: nothing,
  killSessions: nothing,
  connectionStatus: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
  whatsmyuri: () => ({ you: 'unix' }),
  getCmdLineOpts: () => ({ argv: [], parsed: {} }),
};
