import { createHash } from 'node:crypto';
import { access, constants, mkdir, open, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { moveWithin } from '../embedded-mongo/folder/durable-files.ts';
import { isThisMachine } from '../this-machine.ts';

export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly date: Date;
}

/** Hands messages over; errors are nodemailer's, which `mail-problem.ts` reads, or those of the disk. */
export interface Mailer {
  /** Where mail goes, for the console: a folder, or undefined for a mail server. */
  readonly folder: string | undefined;
  /**
   * Resolves when the mail server has taken the message, or the file is on the disk under its name. The signal cuts it, for a server that is slow
   * without end; whether it took the message then, nobody knows.
   */
  readonly send: (message: Message, signal?: AbortSignal) => Promise<void>;
  /** Whether the server is there and lets us in; sends nothing. Ends at the signal. */
  readonly check: (signal: AbortSignal) => Promise<void>;
  /** Removes messages of earlier days that it keeps itself; a mail server's are not the portal's. */
  readonly forgetBefore: (day: Date) => Promise<void>;
  /** Cuts what is under way. */
  readonly close: () => void;
}

/** Of silence, in ms. The longest is for a server that looks through a message before it takes it. */
const timeouts = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 120_000,
  dnsTimeout: 10_000,
};

/** What every message has; a mailbox that answers by itself is asked not to (RFC 3834). */
function envelopeOf(from: string, { to, ...message }: Message) {
  return {
    ...message,
    from,
    to: { name: '', address: to },
    xMailer: false as const,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * Whether a connection is given up where the server offers no TLS. Threat: whoever is on the way takes the offer out, and reads names of
 * staff and the password of `SMTP_URL`. Not on this machine, and not where the address itself says `?ignoreTLS=true`.
 */
export function insistsOnTls(smtpUrl: string): boolean {
  const { hostname, protocol, searchParams } = new URL(smtpUrl);
  return protocol === 'smtp:' && !isThisMachine(hostname) && searchParams.get('ignoreTLS') !== 'true';
}

/**
 * Sends over SMTP with a pool of connections; `smtps:` is TLS from the start, `smtp:` turns to it, see {@link insistsOnTls}. A connection
 * that the server had closed meanwhile is made anew, once; other trouble is for whoever sends.
 */
export function createSmtpMailer(smtpUrl: string, from: string): Mailer {
  const pool = { pool: true, maxConnections: 2, maxRequeues: 1, idleTimeout: 30_000 } as const;
  const transport = createTransport({
    url: smtpUrl,
    requireTLS: insistsOnTls(smtpUrl),
    ...pool,
    ...timeouts,
  });
  return {
    folder: undefined,
    send: async (message, signal) => {
      await transport.sendMail({ ...envelopeOf(from, message), signal });
    },
    check: async (signal) => greet(smtpUrl, signal),
    forgetBefore: async () => Promise.resolve(),
    close: () => transport.close({ force: true }),
  };
}

/** Connects, turns to TLS, signs in and says goodbye, on a connection of its own. */
async function greet(smtpUrl: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { auth, ...options } = parseConnectionUrl(smtpUrl);
  const connection = new SMTPConnection({ ...options, requireTLS: insistsOnTls(smtpUrl), ...timeouts });
  const closed = new Promise<never>((_resolve, reject) => {
    connection.on('error', reject);
    signal.addEventListener('abort', () => {
      connection.close();
      reject(Object.assign(new Error('the mail server did not answer in time'), { code: 'EABORT' }));
    });
  });
  const greeted = new Promise<void>((resolve, reject) => {
    const step = (next: () => void) => (error?: Error | null) => (error ? reject(error) : next());
    const signIn = () => (auth && connection.allowsAuth ? connection.login(auth, step(resolve)) : resolve());
    connection.connect(step(signIn));
  });
  try {
    await Promise.race([greeted, closed]);
    connection.quit();
  } catch (error) {
    connection.close();
    throw error;
  }
}

function startOfDay(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 86_400_000) * 86_400_000);
}

/**
 * Writes each message as a file that mail programs open. Names are random, and file times and dates are rounded to
 * the day (UTC): a folder of mail tells how many, not when.
 */
export function createFolderMailer(folder: string, from: string): Mailer {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  async function compose(message: Message, day: Date): Promise<Buffer> {
    const { message: composed } = await composer.sendMail(envelopeOf(from, { ...message, date: day }));
    if (!Buffer.isBuffer(composed)) throw new TypeError('the message was not composed into a buffer');
    return composed;
  }

  return {
    folder,
    send: async (message) => {
      const day = startOfDay(message.date);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = createHash('sha256').update(message.messageId).digest('hex').slice(0, 32);
      const draft = join(folder, `${name}.part`);
      const file = await open(draft, 'w', 0o600);
      try {
        await file.writeFile(await compose(message, day));
        await file.utimes(day, day);
        await file.sync();
      } finally {
        await file.close();
      }
      await moveWithin(draft, join(folder, `${name}.eml`));
      await utimes(folder, day, day);
    },
    check: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await access(folder, constants.W_OK);
    },
    forgetBefore: async (day) => {
      // The day of a message is the time of its file; a folder that is not there has none.
      const names = await readdir(folder).catch(() => []);
      for (const name of names.filter((each) => /^[\da-f]{32}\.(?:eml|part)$/.test(each))) {
        const path = join(folder, name);
        if ((await stat(path)).mtime < day) await rm(path, { force: true });
      }
    },
    close: () => composer.close(),
  };
}
