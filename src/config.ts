import { resolve } from 'node:path';
import { z } from 'zod';
import { StartRefused } from './errors.ts';
import type { ClamdAddress } from './scanning/clamd.ts';
import { onionOriginOf } from './onion-address.ts';

/** Everything that the environment decides, parsed once at the start. */
export interface Config {
  /** 0 lets the system choose; tests use that. */
  readonly port: number;
  readonly host: string;
  /** Absolute path. */
  readonly dataFolder: string;
  /** Undefined means the embedded store in `dataFolder`. */
  readonly mongodbUri: string | undefined;
  /** Undefined means the file that `server-secret.ts` keeps in `dataFolder`. */
  readonly serverSecret: string | undefined;
  /** Scheme, host and port, without a slash at the end. */
  readonly baseUrl: string;
  /** The origin of the onion service that leads here, if there is one. */
  readonly onionAddress: string | undefined;
  /** Whether names below that of {@link baseUrl} are insisted on to be reached by https too. */
  readonly subdomainsInsistOnHttps: boolean;
  /** A harmless page of another site, for whoever must leave at once. */
  readonly exitUrl: string;
  /** Undefined means `.eml` files in `dataFolder`. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  /** How many proxies in front of the portal are ours. */
  readonly trustedProxies: number;
  readonly logLevel: LogLevel;
  readonly uploads: {
    readonly maxFiles: number;
    readonly maxFileBytes: number;
    readonly quotaBytes: number;
    readonly reserveBytes: number;
  };
  /** Undefined means that files are not scanned. */
  readonly clamd: ClamdAddress | undefined;
  readonly abuse: {
    /** In ten minutes, of all senders together: for drafts, reports and messages each. */
    readonly texts: number;
    readonly uploads: number;
    readonly wrongCodes: number;
    /** Of a form that is asked to wait. */
    readonly waitSeconds: number;
    /** A form filled in faster was filled in by a program. */
    readonly shortestSeconds: number;
  };
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const mebibyte = 1024 * 1024;

function wholeNumber(least: number, most: number) {
  const problem = `is not a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, problem)
    .transform(Number)
    .refine((number) => number >= least && number <= most, problem);
}

function isBareWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, search, hash, username, password } = new URL(value);
  const rest = pathname + search + hash + username + password;
  return /^https?:$/.test(protocol) && rest === '/';
}

function isPageOfASite(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function clamdAddress(value: string): ClamdAddress {
  if (value.startsWith('/')) return { path: value };
  const [host = '', port] = value.split(':');
  return { host, port: Number(port) };
}

const mailbox = /^(?:[^<>\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

/**
 * The settings, each with the sentence that `.env.example` shows. A `secret` value is never repeated in a message,
 * because the line lands in logs and on shared screens.
 */
export const settings = {
  PORT: {
    sentence: 'The port that the portal listens on.',
    example: '3000',
    secret: false,
    schema: wholeNumber(0, 65535),
  },
  HOST: {
    sentence: 'The address that the portal listens on; 0.0.0.0 for every network of this machine.',
    example: '127.0.0.1',
    secret: false,
    schema: z.string().regex(/^[\w.:-]{1,253}$/, 'is not a host name or an IP address'),
  },
  DATA_DIR: {
    sentence: 'The folder for the embedded store, the server secret and mail that is not sent by SMTP.',
    example: './data',
    secret: false,
    schema: z.string().refine((path) => !path.includes('\0'), 'is not a path'),
  },
  MONGODB_URI: {
    sentence: "The office's own MongoDB; leave it out to use the embedded store in DATA_DIR.",
    example: 'mongodb://127.0.0.1:27017/kanal',
    secret: true,
    schema: z
      .string()
      .regex(/^mongodb(?:\+srv)?:\/\/[^\s/]+/, 'does not begin with mongodb:// or mongodb+srv:// and a host'),
  },
  SERVER_SECRET: {
    sentence:
      'Signs what the database must not be able to change; required with MONGODB_URI, else made in DATA_DIR. ' +
      'Keep it apart from the backups of the database. Make one with: openssl rand -base64 32',
    // Threat: an example that is taken over as it stands is a secret that everybody knows.
    example: '',
    inWords: '(the output of: openssl rand -base64 32)',
    secret: true,
    schema: z
      .string()
      .min(32, 'is shorter than 32 characters')
      .refine(
        (value) => !value.includes('openssl rand'),
        'is the command that makes one, and not what it prints',
      ),
  },
  BASE_URL: {
    sentence: 'The address under which people reach the portal, as it stands in mail.',
    example: 'https://lapor.example.go.id',
    secret: false,
    schema: z
      .string()
      .refine(isBareWebAddress, 'is not a web address of only scheme, host and port')
      .transform((value) => new URL(value).origin),
  },
  ONION_ADDRESS: {
    sentence:
      'The address of the onion service that leads to the portal, if it has one: docs/onion-service.md.',
    example: 'http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion',
    secret: false,
    schema: z
      .string()
      .refine(
        (value) => onionOriginOf(value) !== undefined,
        'is not http:// and a v3 onion name, or is mistyped',
      )
      .transform((value) => onionOriginOf(value) ?? value),
  },
  HSTS_SUBDOMAINS: {
    sentence:
      'Browsers are told for two years to reach the name in BASE_URL by https alone, and with 1 every name below it too; 0 where one of those has no https.',
    example: '1',
    secret: false,
    schema: wholeNumber(0, 1),
  },
  EXIT_URL: {
    sentence: 'Where “Leave this page” leads: a site that everybody may be seen to read.',
    example: 'https://www.bmkg.go.id/',
    secret: false,
    schema: z
      .string()
      .refine(isPageOfASite, 'is not a web address')
      .transform((value) => new URL(value).href),
  },
  SMTP_URL: {
    sentence: 'The mail server; leave it out to write .eml files in the folder mail of DATA_DIR.',
    example: 'smtps://user:password@mail.example.go.id:465',
    secret: true,
    schema: z.string().regex(/^smtps?:\/\/[^\s/]+/, 'does not begin with smtp:// or smtps:// and a host'),
  },
  MAIL_FROM: {
    sentence: 'The sender of mail to staff; required with SMTP_URL.',
    example: 'Kanal Integritas <kanal@example.go.id>',
    secret: false,
    schema: z.string().regex(mailbox, 'is not one mail address'),
  },
  TRUST_PROXY: {
    sentence:
      "How many proxies of your own stand in front of the portal, so that rate limits see the caller's address.",
    example: '1',
    secret: false,
    schema: wholeNumber(0, 10),
  },
  LOG_LEVEL: {
    sentence: `How much is logged: ${logLevels.join(', ')}.`,
    example: 'info',
    secret: false,
    schema: z.enum(logLevels, `is none of ${logLevels.join(', ')}`),
  },
  UPLOAD_MAX_FILES: {
    sentence: 'How many files one report, message or piece of evidence may have.',
    example: '10',
    secret: false,
    schema: wholeNumber(1, 100),
  },
  UPLOAD_MAX_FILE_MB: {
    sentence: 'How large one file may be, in megabytes of 1024 × 1024 bytes.',
    example: '100',
    secret: false,
    schema: wholeNumber(1, 10_000),
  },
  UPLOAD_QUOTA_MB: {
    sentence: 'How much space all files together may take that were uploaded and not sent yet, in megabytes.',
    example: '2048',
    secret: false,
    schema: wholeNumber(1, 10_000_000),
  },
  UPLOAD_RESERVE_MB: {
    sentence:
      "How much space on the database's disk files leave free for texts, in megabytes; long drafts leave half of it, short ones an eighth, and what was begun may use all.",
    example: '512',
    secret: false,
    schema: wholeNumber(1, 10_000_000),
  },
  CLAMD: {
    sentence:
      'The clamd of ClamAV that scans files as they come in: its socket, or host and port; leave it out to scan nothing. ' +
      'It sees files in the clear and writes them into its TemporaryDirectory: keep that in memory (tmpfs), and clamd on this machine.',
    example: '/run/clamav/clamd.ctl',
    secret: false,
    schema: z
      .string()
      .regex(
        /^(?:\/[^\0]{1,107}|[\w.-]{1,253}:\d{1,5})$/,
        'is neither the path of a socket nor a host and a port',
      )
      .refine(
        (value) => value.startsWith('/') || Number(value.split(':')[1]) < 65_536,
        'has a port over 65535',
      )
      .transform(clamdAddress),
  },
  CLAMD_REMOTE: {
    sentence:
      'With 1, CLAMD may name another machine, to which every file then goes in the clear: only over a network that nobody else reads.',
    example: '0',
    secret: false,
    schema: wholeNumber(0, 1),
  },
  BUDGET_TEXTS: {
    sentence:
      'How many drafts, how many reports and how many messages all people together may send in ten minutes before each next one takes a proof of work or a place in a line; a text counts once for each 8 KB of it.',
    example: '3000',
    secret: false,
    schema: wholeNumber(1, 100_000_000),
  },
  BUDGET_UPLOADS: {
    sentence: 'The same for forms with files, and for cleaning a file that came in.',
    example: '1500',
    secret: false,
    schema: wholeNumber(1, 100_000_000),
  },
  BUDGET_WRONG_CODES: {
    sentence:
      'How many codes that open nothing may be typed in ten minutes before each next code takes a proof of work or a wait.',
    example: '300',
    secret: false,
    schema: wholeNumber(1, 100_000_000),
  },
  WAIT_SECONDS: {
    sentence:
      'How long a form waits at least that brings no proof of work, in seconds; longer where others stand in line before it.',
    example: '20',
    secret: false,
    schema: wholeNumber(1, 600),
  },
  SHORTEST_WRITING_SECONDS: {
    sentence: 'A report written in fewer seconds takes a proof of work or a wait; 0 turns this off.',
    example: '5',
    secret: false,
    schema: wholeNumber(0, 60),
  },
} as const;

type Name = keyof typeof settings;
export type Environment = Readonly<Record<string, string | undefined>>;

interface Setting<Value> {
  readonly secret: boolean;
  readonly schema: z.ZodType<Value>;
}

function refuse(name: Name, problem: string): StartRefused {
  const setting = settings[name];
  const example = 'inWords' in setting ? setting.inWords : setting.example;
  return new StartRefused(`${name} ${problem}. Example: ${name}=${example}`, { info: { name } });
}

/** An empty value counts as unset, so that lines of `.env.example` may be left as they are. */
function reader(environment: Environment) {
  return <Value>(name: Name, setting: Setting<Value>): Value | undefined => {
    const value = environment[name]?.trim();
    if (value === undefined || value === '') return undefined;
    const result = setting.schema.safeParse(value);
    if (result.success) return result.data;
    const shown = setting.secret ? '' : `${JSON.stringify(value.slice(0, 100))} `;
    throw refuse(name, `${shown}${result.error.issues[0]?.message ?? 'cannot be read'}`);
  };
}

/** Threat: clamd speaks no TLS, so whoever is on the way to another machine reads what reporters send. */
function clamdOf(address: ClamdAddress | undefined, mayBeRemote: boolean): ClamdAddress | undefined {
  const isHere = !address || 'path' in address || /^(?:localhost|127(?:\.\d+){3})$/.test(address.host);
  if (isHere || mayBeRemote) return address;
  throw refuse(
    'CLAMD',
    'names another machine, to which files would go in the clear; CLAMD_REMOTE=1 allows it',
  );
}

/** What one setting alone cannot tell. */
function checkTogether(config: Config, mailFrom: string | undefined): void {
  if (config.mongodbUri !== undefined && config.serverSecret === undefined)
    throw refuse('SERVER_SECRET', 'is missing, and MONGODB_URI needs it');
  if (config.smtpUrl !== undefined && mailFrom === undefined)
    throw refuse('MAIL_FROM', 'is missing, and SMTP_URL needs it');
  if (config.uploads.quotaBytes < config.uploads.maxFileBytes)
    throw refuse(
      'UPLOAD_QUOTA_MB',
      'is less than UPLOAD_MAX_FILE_MB, so that the largest file would never fit',
    );
}

/** Where the data lies; all that a recovery needs to know. */
export type DatabaseConfig = Pick<Config, 'dataFolder' | 'mongodbUri'>;

/** @throws {StartRefused} as {@link readConfig} */
export function readDatabaseConfig(environment: Environment): DatabaseConfig {
  const read = reader(environment);
  return {
    dataFolder: resolve(read('DATA_DIR', settings.DATA_DIR) ?? 'data'),
    mongodbUri: read('MONGODB_URI', settings.MONGODB_URI),
  };
}

/** @throws {StartRefused} with one line that names the variable, what is wrong and an example */
export function readConfig(environment: Environment): Config {
  const read = reader(environment);
  const port = read('PORT', settings.PORT) ?? 3000;
  const mailFrom = read('MAIL_FROM', settings.MAIL_FROM);
  const config: Config = {
    port,
    host: read('HOST', settings.HOST) ?? '127.0.0.1',
    ...readDatabaseConfig(environment),
    serverSecret: read('SERVER_SECRET', settings.SERVER_SECRET),
    baseUrl: read('BASE_URL', settings.BASE_URL) ?? `http://localhost:${port}`,
    onionAddress: read('ONION_ADDRESS', settings.ONION_ADDRESS),
    subdomainsInsistOnHttps: (read('HSTS_SUBDOMAINS', settings.HSTS_SUBDOMAINS) ?? 1) === 1,
    exitUrl: read('EXIT_URL', settings.EXIT_URL) ?? settings.EXIT_URL.example,
    smtpUrl: read('SMTP_URL', settings.SMTP_URL),
    mailFrom: mailFrom ?? 'Kanal Integritas <kanal-integritas@localhost>',
    trustedProxies: read('TRUST_PROXY', settings.TRUST_PROXY) ?? 0,
    logLevel: read('LOG_LEVEL', settings.LOG_LEVEL) ?? 'info',
    uploads: {
      maxFiles: read('UPLOAD_MAX_FILES', settings.UPLOAD_MAX_FILES) ?? 10,
      maxFileBytes: (read('UPLOAD_MAX_FILE_MB', settings.UPLOAD_MAX_FILE_MB) ?? 100) * mebibyte,
      quotaBytes: (read('UPLOAD_QUOTA_MB', settings.UPLOAD_QUOTA_MB) ?? 2048) * mebibyte,
      reserveBytes: (read('UPLOAD_RESERVE_MB', settings.UPLOAD_RESERVE_MB) ?? 512) * mebibyte,
    },
    clamd: clamdOf(read('CLAMD', settings.CLAMD), read('CLAMD_REMOTE', settings.CLAMD_REMOTE) === 1),
    abuse: {
      texts: read('BUDGET_TEXTS', settings.BUDGET_TEXTS) ?? 3000,
      uploads: read('BUDGET_UPLOADS', settings.BUDGET_UPLOADS) ?? 1500,
      wrongCodes: read('BUDGET_WRONG_CODES', settings.BUDGET_WRONG_CODES) ?? 300,
      waitSeconds: read('WAIT_SECONDS', settings.WAIT_SECONDS) ?? 20,
      shortestSeconds: read('SHORTEST_WRITING_SECONDS', settings.SHORTEST_WRITING_SECONDS) ?? 5,
    },
  };
  checkTogether(config, mailFrom);
  return config;
}
