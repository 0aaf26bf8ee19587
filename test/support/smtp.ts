import { EventEmitter, once } from 'node:events';
import { callbackify } from 'node:util';
import { simpleParser, type ParsedMail } from 'mailparser';
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import { codeOf } from '../../src/errors.ts';

export interface TestMailServer extends AsyncDisposable {
  readonly url: string;
  /** What it has taken, in order. */
  readonly taken: readonly ParsedMail[];
  /** To whom each of these was sent, by the server's own account. */
  readonly recipients: readonly (readonly string[])[];
  /** What it was offered, also where it refused, by Message-ID. */
  readonly offered: readonly string[];
  /** Resolves when the next message has been offered. */
  nextOffer(): Promise<void>;
  /** From now on every message, or already its recipient, is refused with this code, or taken again with undefined. */
  refuseWith(code: number | undefined, what?: 'message' | 'recipient'): void;
  /** From now on the answer to a message waits for the function that this returns. */
  holdAnswers(): () => void;
  close(): Promise<void>;
}

/** What the server tells of a client that was killed in the midst of a mail. */
const LOST = new Set<unknown>(['ECONNRESET', 'EPIPE']);

/** A real mail server on loopback that keeps what it takes in memory; without pipelining it is told one command at a time. */
export async function testMailServer(port = 0, { hidePIPELINING = false } = {}): Promise<TestMailServer> {
  const taken: ParsedMail[] = [];
  const recipients: string[][] = [];
  const offered: string[] = [];
  const events = new EventEmitter();
  const refusals: { message?: number | undefined; recipient?: number | undefined } = {};
  let answers: Promise<unknown> = Promise.resolve();

  async function take(stream: NodeJS.ReadableStream, to: readonly SMTPServerAddress[]): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    const mail = await simpleParser(Buffer.concat(chunks));
    offered.push(mail.messageId ?? '');
    events.emit('offer');
    await answers;
    refuse('message');
    taken.push(mail);
    recipients.push(to.map(({ address }) => address));
  }

  function refuse(what: 'message' | 'recipient'): void {
    const responseCode = refusals[what];
    if (responseCode !== undefined) throw Object.assign(new Error('refused by the test'), { responseCode });
  }

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    hidePIPELINING,
    onRcptTo: callbackify(async (_address: SMTPServerAddress, _session: SMTPServerSession) =>
      refuse('recipient'),
    ),
    onData: callbackify(async (stream: SMTPServerDataStream, { envelope }: SMTPServerSession) =>
      take(stream, envelope.rcptTo),
    ),
  });
  server.on('error', (error) => {
    if (!LOST.has(codeOf(error))) throw error;
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port');
  const close = async () =>
    new Promise<void>((done) => {
      server.close(() => done());
    });
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    taken,
    recipients,
    offered,
    nextOffer: async () => {
      await once(events, 'offer');
    },
    refuseWith: (code, what = 'message') => {
      refusals[what] = code;
    },
    holdAnswers: () => {
      const held = new EventEmitter();
      answers = once(held, 'let go');
      return () => {
        held.emit('let go');
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
