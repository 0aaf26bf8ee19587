// Finds a proof of work off the page's own thread, so that the page stays usable.
import { type Challenge, type Solution, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';

function answer(solution: Solution | null): void {
  globalThis.postMessage(solution, { transfer: [] });
}

globalThis.addEventListener('message', ({ data }: MessageEvent<Challenge>) => {
  solveChallenge({ challenge: data, deriveKey }).then(answer, () => answer(null));
});
