import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { type TestMailServer, testMailServer } from './smtp.ts';

/** What the portal has just said; `content` the whole message, to its last line. */
export const smtpSteps = ['connect', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'content'] as const;
type SmtpStep = (typeof smtpSteps)[number];
/** Also what is said besides, on which nothing goes wrong. */
type Step = SmtpStep | 'besides';

/** What comes back instead of the server's answer to one step: nothing, the end of the connection, or a refusal. */
export interface Fault {
  readonly at: SmtpStep;
  readonly with: 'silence' | 'hang-up' | number;
}

/** A real mail server behind a wire on which things go wrong. */
export interface FaultyMailServer extends AsyncDisposable {
  /** With a name and a password, which the server asks for only where signing in is to fail. */
  readonly url: string;
  readonly server: TestMailServer;
  /** How often a step was reached, faults included. */
  reached(step: SmtpStep): number;
  /** How many connections are open now. */
  openCount(): number;
  fail(fault: Fault | undefined): void;
  /** How long each answer takes, in ms. */
  slowDown(milliseconds: number): void;
  /** Nobody listens any more, or again. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function faultyMailServer(): Promise<FaultyMailServer> {
  const server = await testMailServer(0, { hidePIPELINING: true });
  const target = Number(new URL(server.url).port);
  const sockets = new Set<Socket>();
  const counts = new Map<Step, number>();
  let fault: Fault | undefined;
  let delay = 0;

  /** What to say instead of the server; undefined lets it speak, '' says nothing. */
  function insteadOf(step: Step): string | undefined {
    if (step === 'EHLO' && fault?.at === 'AUTH') return '250-here\r\n250 AUTH PLAIN\r\n';
    if (fault?.at !== step || refusedByServer(fault) !== undefined) return undefined;
    return typeof fault.with === 'number' ? `${fault.with} refused by the test\r\n` : '';
  }

  function carry(near: Socket): void {
    sockets.add(near);
    const far = connect(target, '127.0.0.1').setNoDelay();
    near.setNoDelay();
    let step: Step = 'connect';
    let message = '';
    counts.set(step, (counts.get(step) ?? 0) + 1);

    near.on('error', () => near.destroy());
    far.on('error', () => near.destroy());
    far.on('close', () => near.end());
    near.on('close', () => {
      sockets.delete(near);
      far.destroy();
    });
    near.on('data', (chunk) => {
      step = stepOf(chunk, step);
      if (step === 'content') message += chunk.toString('latin1');
      const isWhole = step !== 'content' || message.endsWith('\r\n.\r\n');
      if (isWhole) counts.set(step, (counts.get(step) ?? 0) + 1);
      const said = isWhole ? insteadOf(step) : undefined;
      // A message that was not refused reaches the server, whose answer is then lost on the way.
      if (said === undefined || (said === '' && step === 'content')) far.write(chunk);
      else answer(said);
      if (isWhole) message = '';
    });
    far.on('data', (chunk) => {
      const said = insteadOf(step);
      if (said === undefined || (step === 'EHLO' && fault?.at === 'AUTH')) void speak(chunk);
      else answer(said);
    });

    async function speak(chunk: Buffer | string): Promise<void> {
      if (delay > 0) await setTimeout(delay);
      if (near.writable) near.write(chunk);
    }
    function answer(said: string): void {
      if (said !== '') void speak(said);
      else if (fault?.with === 'hang-up') near.destroy();
    }
  }

  const wire = createServer(carry);
  const listen = async (port: number) => {
    wire.listen(port, '127.0.0.1');
    await once(wire, 'listening');
  };
  await listen(0);
  const address = wire.address();
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port');

  async function leave(): Promise<void> {
    if (!wire.listening) return;
    const closed = once(wire, 'close');
    wire.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    url: `smtp://kanal:rahasia@127.0.0.1:${address.port}`,
    server,
    reached: (step) => counts.get(step) ?? 0,
    openCount: () => sockets.size,
    fail: (next) => {
      fault = next;
      server.refuseWith(refusedByServer(next));
    },
    slowDown: (milliseconds) => {
      delay = milliseconds;
    },
    leave,
    comeBack: async () => {
      if (!wire.listening) await listen(address.port);
    },
    [Symbol.asyncDispose]: async () => {
      await leave();
      await server.close();
    },
  };
}

/** A message that is refused is refused by the server itself, which waits for its end. */
function refusedByServer(fault: Fault | undefined): number | undefined {
  return fault?.at === 'content' && typeof fault.with === 'number' ? fault.with : undefined;
}

function stepOf(chunk: Buffer, before: Step): Step {
  if (before === 'DATA') return 'content';
  const said = chunk.toString('latin1', 0, 4).toUpperCase();
  if (before === 'content' && !/^(?:MAIL|RSET|QUIT|NOOP)/.test(said)) return 'content';
  return smtpSteps.find((step) => said === step || (step === 'EHLO' && said === 'HELO')) ?? 'besides';
}
