import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import type { Scene, Target } from '../../scripts/fuzz/scene.ts';
import { routesOf } from '../support/app-routes.ts';

/** A secret that one of its pages shows to everybody. */
const SECRET = 'rahasia yang tidak boleh terlihat';
const FORMS = ['/echo', '/log', '/fail'].map(
  (action) => `<form method="post" action="${action}"><textarea name="text"></textarea></form>`,
);
const MEBIBYTE = 1024 * 1024;

/** A small app that does everything wrong that the fuzzer looks for, each on a route of its own. */
export async function startBrokenTarget() {
  const log: string[] = [];
  const app = express();
  app.disable('x-powered-by');
  app.set('env', 'test'); // Express prints failures otherwise
  app.use((_req, res, next) => {
    res.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
    next();
  });
  app.use(express.urlencoded({ extended: false }));
  app.get('/form', (_req, res) => res.send(FORMS.join('')));
  app.post('/fail', (_req, res) => res.status(500).send('failed'));
  app.post('/echo', (req, res) => res.send(`<p>${req.body?.text ?? ''}</p>`));
  app.post('/log', (req, res) => {
    log.push(JSON.stringify({ level: 'info', text: req.body?.text ?? '' }));
    res.send('ok');
  });
  app.get('/error', (_req, res) => {
    log.push(JSON.stringify({ level: 'error', msg: 'failed' }));
    res.send('ok');
  });
  app.get('/secret', (_req, res) => res.send(SECRET));
  app.get('/inside', (_req, res) => res.send(new Error('inside').stack));
  app.get('/kept', (_req, res) => res.set('Cache-Control', 'public, max-age=60').send('ok'));
  app.get('/bare', (_req, res) => {
    res.removeHeader('X-Content-Type-Options');
    res.send('ok');
  });
  app.get('/away', (req, res) => res.redirect(`https://elsewhere.example${req.path}`));
  app.get('/cookie', (_req, res) => res.cookie('session', 'x').send('ok'));
  app.get('/header', (_req, res) => res.set('X-Fuzzed', '1').send('ok'));
  app.get('/cut', (req) => req.socket.destroy());

  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  let heap = 0;
  let kept = 0;
  const scene: Scene = {
    roles: [{ name: 'nobody' }],
    secrets: [{ what: 'what only somebody may read', text: SECRET, readers: ['somebody'] }],
    answers: {},
    parameters: {},
    journeys: {},
    untouched: [],
    given: {},
    carried: [],
    insiders: {},
  };
  const target: Target = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    routes: routesOf(app),
    headers: [['x-content-type-options', 'nosniff']],
    elsewhere: [],
    mend: async () => scene,
    takeLogged: () => log.splice(0),
    memory: async () => ({ heap: (heap += 20 * MEBIBYTE), resident: 0 }),
    kept: async () => String((kept += 1)),
    ending: () => undefined,
  };
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { target, close };
}
