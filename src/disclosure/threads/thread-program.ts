import { isMainThread, type MessagePort, parentPort } from 'node:worker_threads';
import { cleanFile } from '../cleaning/clean-file.ts';
import { createFileInspector } from '../file-disclosures.ts';
import { fileOverThere, type Readings, readingsOf } from './readings.ts';
import { talkOver } from './talk.ts';

/** What a thread is given to do: over the port it gets bytes, and nothing else of a file but its name. */
type Work =
  | { readonly kind: 'inspect'; readonly name: string; readonly port: MessagePort }
  | { readonly kind: 'clean'; readonly port: MessagePort };

function inspect(name: string, port: MessagePort): void {
  const inspector = createFileInspector(name);
  talkOver(port, async (question) => {
    if (question.ask === 'tell') return inspector.end(question.words);
    if (question.ask !== 'inspect') return undefined;
    inspector.write(question.bytes);
    return question.bytes; // its memory goes back, for the next piece
  });
}

function clean(port: MessagePort): void {
  let cleaned: Readings | undefined;
  const talk = talkOver(port, async (question) => {
    if (question.ask === 'pull') return cleaned?.pull(question.reading);
    if (question.ask === 'stop') return cleaned?.stop(question.reading);
    if (question.ask !== 'clean') return undefined;
    const cleaning = await cleanFile({ size: question.size, read: fileOverThere(talk) });
    if (cleaning.outcome === 'cleaned') cleaned = readingsOf(cleaning.read);
    return cleaning.outcome === 'cleaned' ? 'cleaned' : cleaning.reason;
  });
}

if (!isMainThread) {
  parentPort?.on('message', (work: Work) =>
    work.kind === 'inspect' ? inspect(work.name, work.port) : clean(work.port),
  );
  parentPort?.postMessage('ready', []);
}
