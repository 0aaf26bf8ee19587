// The portal that `npm run fuzz` asks: the real one in a process of its own, with a channel to the fuzzer.
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openSampleOffice } from '../../src/sample/sample-office.ts';
import { start } from '../../src/server.ts';
import { securityHeaderLines } from '../../src/web/header-lines.ts';
import { routesOf } from '../../test/support/app-routes.ts';
import { createPortalScene } from './portal-scene.ts';
import { NO_LIMITS } from './portal-settings.ts';

/** What the fuzzer may ask of this process, by name. */
export type Question = 'about' | 'mend' | 'kept' | 'memory' | 'stop';

const running = await start(readConfig(process.env), { rateLimits: NO_LIMITS });
const { services } = running;
const office = await openSampleOffice(services.accounts);
const routes = routesOf(createApp(services));
const scene = await createPortalScene(services, office, routes);

const answers: Readonly<Record<Question, () => Promise<unknown>>> = {
  about: async () => ({
    port: Number(new URL(running.url).port),
    routes,
    headers: securityHeaderLines({ isHttps: false, includeSubDomains: false }),
    elsewhere: [services.config.exitUrl],
  }),
  mend: () => scene.mend(),
  kept: () => scene.kept(),
  memory: async () => {
    // Twice, because what the first one frees may hold on to more.
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 500));
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  },
  stop: async () => {
    await running.close();
    setImmediate(() => process.disconnect());
  },
};

function isQuestion(value: unknown): value is Question {
  return typeof value === 'string' && Object.hasOwn(answers, value);
}

process.on('message', (message: { id: number; question: unknown }) => {
  if (!isQuestion(message.question)) return;
  void answers[message.question]().then((answer) => process.send?.({ id: message.id, answer }));
});
process.send?.({ id: 0, answer: 'ready' });
process.once('disconnect', () => process.exit()); // without the fuzzer nobody asks it any more
