import { expect } from 'chai';
import { accountPaths } from '../../src/accounts/account-paths.ts';
import type { Member } from '../../src/accounts/members/member.ts';
import type { Client, Page } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { administrator, joinThroughPages, setUpThroughPages } from './pages.ts';

/** What an administrator fills in to shut another one out: on the page of the act, or of the member for their roles. */
const acts = {
  end: {},
  reset: { proof: 'met' },
  'take the role of': { roles: ['auditor'] },
};

describe('two administrators who', function () {
  this.timeout(60_000);
  let portal: TestPortal;
  const browsers = new Map<string, Client>();
  before(async () => {
    portal = await startPortal({ onSharedStore: true });
    browsers.set(administrator.email, await setUpThroughPages(portal));
  });
  after(async () => portal?.close());

  async function administrators(): Promise<Member[]> {
    const everybody = await portal.services.accounts.members.list();
    return everybody.filter(({ status, roles }) => status === 'active' && roles.includes('administrator'));
  }

  function browserOf(member: Member | undefined): Client {
    const browser = browsers.get(member?.email ?? '');
    if (!browser) throw new Error(`${member?.email} is not signed in`);
    return browser;
  }

  /** The one who is left, and another one. */
  async function two(): Promise<Member[]> {
    const [left] = await administrators();
    const email = `${browsers.size}@kantor.example`;
    const person = { name: 'Admin Lain', email, roles: ['administrator'] };
    browsers.set(email, await joinThroughPages(portal, browserOf(left), person));
    return administrators();
  }

  /** Opens the page; returns what sends it. */
  async function readyTo(
    act: keyof typeof acts,
    actor: Member | undefined,
    member: Member | undefined,
  ): Promise<() => Promise<Page>> {
    const browser = browserOf(actor);
    const id = member?._id ?? '';
    const form = await browser.get(
      act === 'take the role of' ? accountPaths.member(id) : accountPaths.memberAct(id, act),
    );
    return async () => browser.submit(form, { form: 'main form', values: acts[act] });
  }

  for (const act of ['end', 'reset', 'take the role of'] as const)
    it(`${act} each other at the same moment, leave the office one who can go on`, async () => {
      const [one, other] = await two();
      const ready = [await readyTo(act, one, other), await readyTo(act, other, one)];
      const pages = await Promise.all(ready.map(async (send) => send()));
      expect(Math.max(...pages.map(({ status }) => status))).to.be.within(400, 409);
      const [left, another] = await administrators();
      if (another) await (await readyTo(act, left, another))();
      expect(await administrators()).to.have.length(1);
    });

  it('give their own role up at the same moment, leave the office one of them', async () => {
    const ready = await Promise.all((await two()).map(async (own) => readyTo('take the role of', own, own)));
    await Promise.all(ready.map(async (send) => send()));
    expect(await administrators()).not.to.eql([]);
  });
});
