import { z } from 'zod';
import {
  clamdAddress,
  hostName,
  mailAddress,
  mongodbAddress,
  oneOf,
  onionOrigin,
  path,
  secret,
  smtpAddress,
  webOrigin,
  webPage,
  wholeNumber,
  yesOrNo,
} from './setting-values.ts';

interface About {
  /** What `.env.example` says of it. */
  readonly sentence: string;
  /** A value, as a refusal shows one. */
  readonly example: string;
  /** Its value stands in no message, because the line lands in logs and on shared screens; it may be read from a file. */
  readonly isSecret?: boolean;
}

const about = z.registry<About>();

/** What holds where nothing is set is also its example. */
function standing<Value>(standard: string, sentence: string, schema: z.ZodType<Value, string>) {
  return schema.prefault(standard).register(about, { sentence, example: standard });
}

function optional<Value>(said: About, schema: z.ZodType<Value, string>) {
  return schema.optional().register(about, said);
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The settings in the order of `.env.example`. */
export const settings = z.object({
  PORT: standing('3000', 'The port that the portal listens on.', wholeNumber(0, 65535)),
  HOST: standing(
    '127.0.0.1',
    'The address that the portal listens on; 0.0.0.0 for every network of this machine.',
    hostName,
  ),
  DATA_DIR: standing(
    './data',
    'The folder for the embedded store, the server secret and mail that is not sent by SMTP.',
    path,
  ),
  MONGODB_URI: optional(
    {
      sentence:
        "The office's own MongoDB; leave it out to use the embedded store in DATA_DIR. " +
        'On another machine it says tls=true, or tls=false where nobody else can read that network.',
      example: 'mongodb://127.0.0.1:27017/kanal',
      isSecret: true,
    },
    mongodbAddress,
  ),
  SERVER_SECRET: optional(
    {
      sentence:
        'Signs what the database must not be able to change; required with MONGODB_URI, else made in DATA_DIR. ' +
        'Keep it apart from the backups of the database. Make one with: openssl rand -base64 32',
      // Threat: an example that is taken over as it stands is a secret that everybody knows.
      example: '(the output of: openssl rand -base64 32)',
      isSecret: true,
    },
    secret,
  ),
  BASE_URL: optional(
    {
      sentence: 'The address under which people reach the portal, as it stands in mail.',
      example: 'https://lapor.example.go.id',
    },
    webOrigin,
  ),
  ONION_ADDRESS: optional(
    {
      sentence:
        'The address of the onion service that leads to the portal, if it has one: docs/onion-service.md.',
      example: 'http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion',
    },
    onionOrigin,
  ),
  ONION_PORT: optional(
    {
      sentence:
        'The port of this machine that the Tor daemon alone connects to, naming the circuit of each visitor (HiddenServiceExportCircuitID haproxy).',
      example: '3001',
    },
    wholeNumber(0, 65535),
  ),
  HSTS_SUBDOMAINS: standing(
    '1',
    'Browsers are told for two years to reach the name in BASE_URL by https alone, and with 1 every name below it too; 0 where one of those has no https.',
    yesOrNo,
  ),
  EXIT_URL: standing(
    'https://www.bmkg.go.id/',
    'Where “Leave this page” leads: a site that everybody may be seen to read.',
    webPage,
  ),
  SMTP_URL: optional(
    {
      sentence: 'The mail server; leave it out to write .eml files in the folder mail of DATA_DIR.',
      example: 'smtps://user:password@mail.example.go.id:465',
      isSecret: true,
    },
    smtpAddress,
  ),
  MAIL_FROM: optional(
    {
      sentence: 'The sender of mail to staff; required with SMTP_URL.',
      example: 'Kanal Integritas <kanal@example.go.id>',
    },
    mailAddress,
  ),
  TRUST_PROXY: standing(
    '0',
    "How many proxies of your own stand in front of the portal, so that rate limits see the caller's address.",
    wholeNumber(0, 10),
  ),
  LOG_LEVEL: standing('info', `How much is logged: ${logLevels.join(', ')}.`, oneOf(logLevels)),
  UPLOAD_MAX_FILES: standing(
    '10',
    'How many files one report, message or piece of evidence may have.',
    wholeNumber(1, 100),
  ),
  UPLOAD_MAX_FILE_MB: standing(
    '100',
    'How large one file may be, in megabytes of 1024 × 1024 bytes.',
    wholeNumber(1, 10_000),
  ),
  UPLOAD_QUOTA_MB: standing(
    '2048',
    'How much space all files together may take that were uploaded and not sent yet, in megabytes.',
    wholeNumber(1, 10_000_000),
  ),
  UPLOAD_RESERVE_MB: standing(
    '512',
    "How much space on the database's disk files leave free for texts, in megabytes; long drafts leave half of it, short ones an eighth, and what was begun may use all.",
    wholeNumber(1, 10_000_000),
  ),
  CLAMD: optional(
    {
      sentence:
        'The clamd of ClamAV that scans files as they come in: its socket, or host and port; leave it out to scan nothing. ' +
        'It sees files in the clear and writes them into its TemporaryDirectory: keep that in memory (tmpfs), and clamd on this machine.',
      example: '/run/clamav/clamd.ctl',
    },
    clamdAddress,
  ),
  CLAMD_REMOTE: standing(
    '0',
    'With 1, CLAMD may name another machine, to which every file then goes in the clear: only over a network that nobody else reads.',
    yesOrNo,
  ),
  BUDGET_TEXTS: standing(
    '3000',
    'How many drafts, how many reports and how many messages all people together may send in ten minutes before each next one takes a proof of work or a place in a line; a text counts once for each 8 KB of it.',
    wholeNumber(1, 100_000_000),
  ),
  BUDGET_UPLOADS: standing(
    '1500',
    'The same for forms with files, and for cleaning a file that came in.',
    wholeNumber(1, 100_000_000),
  ),
  BUDGET_WRONG_CODES: standing(
    '300',
    'How many codes that open nothing may be typed in ten minutes before each next code takes a proof of work or a wait.',
    wholeNumber(1, 100_000_000),
  ),
  WAIT_SECONDS: standing(
    '20',
    'How long a form waits at least that brings no proof of work, in seconds; longer where others stand in line before it.',
    wholeNumber(1, 600),
  ),
  SHORTEST_WRITING_SECONDS: standing(
    '5',
    'A report written in fewer seconds takes a proof of work or a wait; 0 turns this off.',
    wholeNumber(0, 60),
  ),
});

export type SettingName = keyof typeof settings.shape;
export type Settings = z.output<typeof settings>;
export const settingNames = settings.keyof().options;

/** @throws {Error} never for a {@link SettingName}: all of them were registered above */
export function aboutSetting(name: SettingName): About {
  const said = about.get(settings.shape[name]);
  if (!said) throw new Error(`${name} is no setting`);
  return said;
}
