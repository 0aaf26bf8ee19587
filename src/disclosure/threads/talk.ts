import type { MessagePort, Transferable } from 'node:worker_threads';
import type { Words } from '../words.ts';

/** What one side of a talk asks the other. */
export type Question =
  /** The next bytes of a file that the other side has; each reading of it from its start has a number. */
  | { readonly ask: 'pull'; readonly reading: number }
  /** No more bytes of a reading are wanted. */
  | { readonly ask: 'stop'; readonly reading: number }
  | { readonly ask: 'inspect'; readonly bytes: Uint8Array }
  /** What the file tells; with what is written in it, where that was read elsewhere. */
  | { readonly ask: 'tell'; readonly words?: Words | undefined }
  | { readonly ask: 'clean'; readonly size: number };

type Message =
  | { readonly number: number; readonly question: Question }
  | { readonly number: number; readonly answer: unknown }
  | { readonly number: number; readonly failed: true };

/** Thrown where the other side could not answer. */
class AnswerFailed extends Error {}

export interface Talk {
  /** @throws {AnswerFailed} */
  ask(question: Question): Promise<unknown>;
}

/** Bytes that are given away: their own memory goes to the other thread, that of others is copied. */
export function given(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function memoryOf(value: unknown): Transferable[] {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
}

/**
 * Two threads that ask one another over a port. Bytes go over as they are, without being copied on the way ({@link given}).
 * @param onTurn told when it becomes, or ceases to be, the other side's turn to do something
 */
export function talkOver(
  port: MessagePort,
  answer: (question: Question) => Promise<unknown>,
  onTurn: (isTheirs: boolean) => void = () => undefined,
): Talk {
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let lastNumber = 0;
  let answering = 0;
  const tellTurn = (): void => onTurn(waiting.size > 0 && answering === 0);

  async function answered(number: number, question: Question): Promise<void> {
    answering += 1;
    tellTurn();
    let message: Message;
    try {
      message = { number, answer: await answer(question) };
    } catch {
      message = { number, failed: true };
    }
    answering -= 1;
    port.postMessage(message, 'answer' in message ? memoryOf(message.answer) : []);
    tellTurn();
  }

  port.on('message', (message: Message) => {
    if ('question' in message) {
      void answered(message.number, message.question);
      return;
    }
    const asker = waiting.get(message.number);
    waiting.delete(message.number);
    tellTurn();
    if ('failed' in message) asker?.reject(new AnswerFailed());
    else asker?.resolve(message.answer);
  });

  return {
    async ask(question) {
      const number = (lastNumber += 1);
      const asked = new Promise<unknown>((resolve, reject) => waiting.set(number, { resolve, reject }));
      port.postMessage({ number, question }, 'bytes' in question ? memoryOf(question.bytes) : []);
      tellTurn();
      return asked;
    },
  };
}
