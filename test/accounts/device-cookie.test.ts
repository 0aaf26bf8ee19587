import { expect } from 'chai';
import type { Client } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { administrator, setUpThroughPages, signInAs } from './pages.ts';

describe('the cookie of a browser on which a member signed in before', () => {
  let portal: TestPortal;
  let own: string;
  before(async () => {
    portal = await startPortal({ onSharedStore: true });
    own = (await setUpThroughPages(portal)).cookies.get('device') ?? '';
  });
  after(async () => portal.close());

  /** Whether this browser is kept waiting once strangers have failed too often. */
  async function mustWait(cookie: string): Promise<boolean> {
    const client: Client = portal.visitor();
    if (cookie !== '') client.cookies.set('device', cookie);
    return (await signInAs(client, administrator.email, 'salah sama sekali')).status === 429;
  }

  it('counts by itself only where its MAC is whole (ASVS 9.1.1)', async () => {
    for (let failures = 0; failures < 6; failures += 1) await mustWait('');
    expect(await mustWait(''), 'a stranger').to.equal(true);
    expect(await mustWait(own), 'the browser of the member').to.equal(false);
    const [token = '', mac = ''] = own.split('.');
    const changed = `${mac.slice(1)}${mac[0]}`;
    for (const forged of [
      token,
      `${token}.`,
      `${token}.${changed}`,
      `${mac}.${token}`,
      `${token.slice(1)}A.${mac}`,
    ])
      expect(await mustWait(forged), forged).to.equal(true);
  });
});
