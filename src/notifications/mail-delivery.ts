import type { Log } from '../log.ts';
import { isForGood, isOfServer, type MailProblem, problemOf, serverProblems } from './mail-problem.ts';
import type { Mail, MailStore } from './mail-store.ts';
import type { Mailer, Message } from './mailer.ts';
import { isOld } from './old-mails.ts';

const mailsAtOnce = 50;
const minute = 60_000;
const hour = 60 * minute;

/** For one mail in all, in ms: a server that says a word now and then is never silent. */
const LONGEST_SENDING_MS = 5 * minute;
/** How long a stop waits for the mail under way before it cuts it, in ms; a mail that was cut is sent again. */
const FAREWELL_MS = 5_000;

/** A minute after the first failure, twice as long after each, until a longest wait. */
function waitAfter(failures: number, longest: number): number {
  return Math.min(minute * 2 ** (failures - 1), longest);
}

interface Dependencies {
  readonly mails: MailStore;
  readonly mailer: Mailer;
  /** The id of the member whom a mail is for. */
  readonly addresseeOf: (mail: Mail) => Promise<string | undefined>;
  /** Undefined when whoever should read it has left; fails where nobody is found. */
  readonly messageOf: (mail: Mail) => Promise<Message | undefined>;
  readonly renameOld: () => Promise<void>;
  readonly clock: () => Date;
  readonly log: Log;
}

/**
 * Sends the mail that is due, a mail at a time, however long it takes. A server that takes no mail at all is asked again after a
 * quarter of an hour at the latest, and then everything leaves; a mail that it refuses by itself waits longer and longer, six hours at
 * most or a day where it is refused for good, and holds up no other. None is given up.
 */
export function createMailDelivery({
  mails,
  mailer,
  addresseeOf,
  messageOf,
  renameOld,
  clock,
  log,
}: Dependencies) {
  /** How often the server was met in vain, and until when it is left alone. Lost with the process, which costs one attempt. */
  let failures = 0;
  let pausedUntil = 0;

  const now = () => clock().getTime();
  const isPaused = () => now() < pausedUntil;

  function endPause(): void {
    failures = 0;
    pausedUntil = 0;
  }

  /** The server's trouble is not the mail's: it waits as long as the server is left alone, behind those that wait longer. */
  async function pause(mail: Mail, problem: MailProblem): Promise<void> {
    failures += 1;
    pausedUntil = now() + waitAfter(failures, hour / 4);
    // Nobody else says so: the check of the server offers it no sender.
    if (problem === 'sender') log.error({ failures }, 'the mail server refuses the sender of every mail');
    else log.warn({ problem, failures }, 'the mail server takes no mail now');
    await mails.postpone(mail._id, { notBefore: new Date(pausedUntil), failures: mail.failures, problem });
  }

  async function postpone(mail: Mail, problem: MailProblem, err: unknown): Promise<void> {
    const times = mail.failures + 1;
    const told = { err, problem, failures: times };
    if (isForGood(problem))
      log.error({ ...told, memberId: await addresseeOf(mail) }, 'the mail of a member is refused for good');
    else log.warn(told, 'a mail could not be delivered yet');
    const wait = waitAfter(times, isForGood(problem) ? 24 * hour : 6 * hour);
    await mails.postpone(mail._id, { notBefore: new Date(now() + wait), failures: times, problem });
  }

  /** One that was cut by a stop is left as it is: the next process sends it again, with the same Message-ID. */
  async function attempt(mail: Mail, stop: AbortSignal): Promise<void> {
    try {
      const message = await messageOf(mail);
      if (message) {
        await inTime(stop, async (cut) => mailer.send(message, cut));
        endPause();
      }
    } catch (err) {
      if (stop.aborted) return;
      const problem = problemOf(err);
      return isOfServer(problem) ? pause(mail, problem) : postpone(mail, problem, err);
    }
    await mails.markDelivered(mail._id, mail.on);
  }

  return {
    /** Whether a mail is due now and the server is not left alone. */
    async hasDue(): Promise<boolean> {
      return !isPaused() && (await mails.due(clock(), 1)).length > 0;
    },

    /** Sends all that is due; ends early at the signal or when the mail server takes nothing. */
    async deliverDue(stop: AbortSignal = new AbortController().signal): Promise<void> {
      const isOver = () => stop.aborted || isPaused();
      let isMore = true;
      while (isMore && !isOver()) {
        const due = await mails.due(clock(), mailsAtOnce);
        const toSend = due.filter((mail) => !isOld(mail));
        for (const mail of toSend) if (!isOver()) await attempt(mail, stop);
        if (toSend.length < due.length) await renameOld();
        isMore = due.length === mailsAtOnce || toSend.length < due.length;
      }
    },

    /** The server was seen to be there again: what waits for it may leave at once, with the mail that it was offered last in vain. */
    async resume(): Promise<void> {
      endPause();
      await mails.hasten(serverProblems, clock());
    },
  };
}

/** Cuts what takes too long, and some time after the stop whatever is under way. */
async function inTime(stop: AbortSignal, work: (cut: AbortSignal) => Promise<void>): Promise<void> {
  const cut = new AbortController();
  const timers = [setTimeout(() => cut.abort(), LONGEST_SENDING_MS)];
  const onStop = () => void timers.push(setTimeout(() => cut.abort(), FAREWELL_MS));
  stop.addEventListener('abort', onStop, { once: true });
  try {
    await work(cut.signal);
  } finally {
    stop.removeEventListener('abort', onStop);
    for (const timer of timers) clearTimeout(timer);
  }
}
