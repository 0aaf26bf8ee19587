import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartRefused } from './errors.ts';
import type { ClamdAddress } from './scanning/clamd.ts';
import { aboutSetting, type SettingName, settingNames, type Settings, settings } from './settings.ts';
import { isThisMachine } from './this-machine.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const mebibyte = 1024 * 1024;

function refuse(name: SettingName, problem: string): StartRefused {
  return new StartRefused(`${name} ${problem}. Example: ${name}=${aboutSetting(name).example}`, {
    info: { name },
  });
}

/** Secrets may stand in files of their own, as Docker, Kubernetes and systemd hand them over: `NAME_FILE` names one. */
function secretFrom(name: SettingName, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartRefused(
      `${name}_FILE names a file that cannot be read. Example: ${name}_FILE=/run/secrets/${name.toLowerCase()}`,
      { info: { name }, cause },
    );
  }
}

/** An empty value counts as unset, so that lines of `.env.example` may be left as they are. */
function textOf(environment: Environment, name: SettingName): string | undefined {
  const value = environment[name]?.trim() || undefined;
  const path = (aboutSetting(name).isSecret && environment[`${name}_FILE`]?.trim()) || undefined;
  if (value !== undefined && path !== undefined)
    throw refuse(name, `stands beside ${name}_FILE: one is too many`);
  return path === undefined ? value : secretFrom(name, path).trim() || undefined;
}

function readSettings(environment: Environment): Settings {
  const texts = Object.fromEntries(settingNames.map((name) => [name, textOf(environment, name)]));
  const { data, error } = settings.safeParse(texts);
  if (data) return data;
  const [issue] = error.issues;
  const name = settingNames.find((each) => each === issue?.path[0]) ?? 'PORT';
  const shown = aboutSetting(name).isSecret ? '' : `${JSON.stringify(texts[name]?.slice(0, 100))} `;
  throw refuse(name, `${shown}${issue?.message}`);
}

/** Threat: clamd speaks no TLS, so whoever is on the way to another machine reads what reporters send. */
function clamdOf({ CLAMD: address, CLAMD_REMOTE: mayBeRemote }: Settings): ClamdAddress | undefined {
  if (!address || 'path' in address || isThisMachine(address.host) || mayBeRemote) return address;
  throw refuse(
    'CLAMD',
    'names another machine, to which files would go in the clear; CLAMD_REMOTE=1 allows it',
  );
}

/** What one setting alone cannot tell. */
function checkTogether(values: Settings): void {
  if (values.MONGODB_URI !== undefined && values.SERVER_SECRET === undefined)
    throw refuse('SERVER_SECRET', 'is missing, and MONGODB_URI needs it');
  if (values.ONION_PORT !== undefined && values.ONION_ADDRESS === undefined)
    throw refuse('ONION_ADDRESS', 'is missing, and ONION_PORT needs it');
  if (values.ONION_PORT === values.PORT && values.PORT !== 0)
    throw refuse('ONION_PORT', 'is PORT too, and Tor alone may connect to it');
  if (values.SMTP_URL !== undefined && values.MAIL_FROM === undefined)
    throw refuse('MAIL_FROM', 'is missing, and SMTP_URL needs it');
  if (values.UPLOAD_QUOTA_MB < values.UPLOAD_MAX_FILE_MB)
    throw refuse(
      'UPLOAD_QUOTA_MB',
      'is less than UPLOAD_MAX_FILE_MB, so that the largest file would never fit',
    );
}

function databaseOf(values: Settings) {
  return {
    /** Absolute path. */
    dataFolder: resolve(values.DATA_DIR),
    /** Undefined means the embedded store in `dataFolder`. */
    mongodbUri: values.MONGODB_URI,
  };
}

function configOf(values: Settings) {
  return {
    /** 0 lets the system choose; tests use that. */
    port: values.PORT,
    host: values.HOST,
    ...databaseOf(values),
    /** Undefined means the file that `server-secret.ts` keeps in `dataFolder`. */
    serverSecret: values.SERVER_SECRET,
    /** Scheme, host and port, without a slash at the end. */
    baseUrl: values.BASE_URL ?? `http://localhost:${values.PORT}`,
    /** The origin of the onion service that leads here, if there is one. */
    onionAddress: values.ONION_ADDRESS,
    /** Where the Tor daemon connects with the PROXY protocol; 0 lets the system choose. Undefined means that it comes by `port`. */
    onionPort: values.ONION_PORT,
    /** Whether names below that of `baseUrl` are insisted on to be reached by https too. */
    subdomainsInsistOnHttps: values.HSTS_SUBDOMAINS,
    /** A harmless page of another site, for whoever must leave at once. */
    exitUrl: values.EXIT_URL,
    /** Undefined means `.eml` files in `dataFolder`. */
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM ?? 'Kanal Integritas <kanal-integritas@localhost>',
    /** How many proxies in front of the portal are ours. */
    trustedProxies: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    uploads: {
      maxFiles: values.UPLOAD_MAX_FILES,
      maxFileBytes: values.UPLOAD_MAX_FILE_MB * mebibyte,
      quotaBytes: values.UPLOAD_QUOTA_MB * mebibyte,
      reserveBytes: values.UPLOAD_RESERVE_MB * mebibyte,
    },
    /** Undefined means that files are not scanned. */
    clamd: clamdOf(values),
    abuse: {
      /** In ten minutes, of all senders together: for drafts, reports and messages each. */
      texts: values.BUDGET_TEXTS,
      uploads: values.BUDGET_UPLOADS,
      wrongCodes: values.BUDGET_WRONG_CODES,
      /** Of a form that is asked to wait. */
      waitSeconds: values.WAIT_SECONDS,
      /** A form filled in faster was filled in by a program. */
      shortestSeconds: values.SHORTEST_WRITING_SECONDS,
    },
  };
}

/** Everything that the environment decides, parsed once at the start. */
export type Config = Readonly<ReturnType<typeof configOf>>;

/** Where the data lies; all that a recovery needs to know. */
export type DatabaseConfig = Readonly<ReturnType<typeof databaseOf>>;

/** @throws {StartRefused} as {@link readConfig} */
export function readDatabaseConfig(environment: Environment): DatabaseConfig {
  const { DATA_DIR, MONGODB_URI, MONGODB_URI_FILE } = environment;
  return databaseOf(readSettings({ DATA_DIR, MONGODB_URI, MONGODB_URI_FILE }));
}

/** @throws {StartRefused} with one line that names the variable, what is wrong and an example */
export function readConfig(environment: Environment): Config {
  const values = readSettings(environment);
  checkTogether(values);
  return configOf(values);
}
