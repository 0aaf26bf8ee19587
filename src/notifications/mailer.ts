import { createHash } from 'node:crypto';
import { mkdir, open, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly date: Date;
}

/** Hands messages over. `send` resolves when the mail server has taken the message, or the file is on the disk. */
export interface Mailer {
  /** Where mail goes, for the console: a folder, or undefined for a mail server. */
  readonly folder: string | undefined;
  readonly send: (message: Message) => Promise<void>;
  readonly close: () => void;
}

const timeouts = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
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

/** Sends over SMTP with a pool of connections; `smtps:` is TLS from the start, `smtp:` turns to it where it is offered. */
export function createSmtpMailer(smtpUrl: string, from: string): Mailer {
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 2, ...timeouts });
  return {
    folder: undefined,
    send: async (message) => {
      await transport.sendMail(envelopeOf(from, message));
    },
    close: () => transport.close(),
  };
}

/**
 * Whether the server refused a message or its recipient for good (5yz after RCPT TO or DATA): it should not be asked the
 * same again soon (RFC 5321, 4.2.1). A refused sender is a mistake of the office's settings, and concerns every mail.
 */
export function isRefusedForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !('permanent' in error && 'command' in error)) return false;
  return error.permanent === true && (error.command === 'RCPT TO' || error.command === 'DATA');
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
      await rename(draft, join(folder, `${name}.eml`));
      await utimes(folder, day, day);
    },
    close: () => composer.close(),
  };
}
