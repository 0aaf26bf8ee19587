import { expect } from 'chai';
import { createApp } from '../../src/app.ts';
import { nameOfLimit } from '../../src/web/rate-limits.ts';
import { routeLimits } from './route-limits.ts';
import { handlersOf } from '../support/app-routes.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

function limitIn(handle: unknown): string[] {
  const name = typeof handle === 'function' ? nameOfLimit(handle) : undefined;
  return name === undefined ? [] : [name];
}

describe('the table of limits', function () {
  this.timeout(60_000);
  let portal: TestPortal;
  before(async () => {
    portal = await startPortal({ onSharedStore: true });
  });
  after(async () => portal?.close());

  const named = routeLimits.flatMap(({ routes, limits }) => routes.map((route) => ({ route, limits })));

  it('chooses a limit, or none for a reason, for every route of the app, once, and for no other', () => {
    const routes = [...handlersOf(createApp(portal.services)).keys()];
    expect(routes).to.include.members(['POST /lapor/kirim', 'GET /staf/audit/ekspor.csv']);
    expect(named.map(({ route }) => route)).to.have.members(routes);
  });

  it('names what stands on each route', () => {
    const handlers = handlersOf(createApp(portal.services));
    const standing = named.map(({ route }) => ({
      route,
      limits: (handlers.get(route) ?? []).flatMap(limitIn),
    }));
    expect(standing).to.deep.equal(named);
  });
});
