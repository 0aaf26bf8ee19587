import type { Challenge, Solution } from 'altcha-lib/types';

// Proves with a little work of the browser what would take a wait without scripts: the form is then sent by itself, or, where
// files have to be chosen again, says that it can be sent.

/** Only scripts of our own start as workers. */
function ownScript(url: string): string {
  if (!url.startsWith('/assets/')) throw new TypeError('not a script of this site');
  return url;
}

function startWorker(url: string): Worker {
  const policy = window.trustedTypes?.createPolicy('own-worker', { createScriptURL: ownScript });
  return new Worker(policy ? policy.createScriptURL(url) : ownScript(url), { type: 'module' });
}

async function solve(url: string, challenge: Challenge): Promise<Solution> {
  const worker = startWorker(url);
  try {
    return await new Promise((resolve, reject) => {
      worker.addEventListener('error', () => reject(new Error('the worker failed')));
      worker.addEventListener('message', ({ data }: MessageEvent<Solution | null>) => {
        if (data === null) reject(new Error('no solution was found'));
        else resolve(data);
      });
      worker.postMessage(challenge, { transfer: [] });
    });
  } finally {
    worker.terminate();
  }
}

async function prove(form: HTMLFormElement, say: (text: string) => void): Promise<void> {
  const { challenge = '', worker = '', working = '', ready = '' } = form.dataset;
  const proof = form.querySelector<HTMLInputElement>('input[name="proof"]');
  if (proof === null) return;
  say(working);
  const asked: Challenge = JSON.parse(challenge);
  const solution = await solve(worker, asked);
  proof.value = btoa(JSON.stringify({ challenge: asked, solution }));
  say(ready);
  if (form.querySelector('input[type="file"]') === null) form.requestSubmit();
}

const form = document.querySelector<HTMLFormElement>('form[data-challenge]');
const progress = document.querySelector('#progress');
// Browsers give cryptography to pages of https and of the own machine only; elsewhere the wait is as it is without scripts.
if (form !== null && progress !== null && globalThis.isSecureContext) {
  const say = (text: string) => {
    progress.textContent = text;
  };
  prove(form, say).catch(() => say(''));
}
