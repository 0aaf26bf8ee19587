import { expect } from 'chai';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { PersonName } from '../../src/sample/sample-office.ts';
import type { Page } from '../support/http.ts';
import { until } from '../support/until.ts';
import { casePath, hiddenValue, memberOf, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

describe('a form that is still coming in when its sender is let in', () => {
  let at: OfficeAtWork;
  let membersAsked = 0;
  before(async () => {
    at = await officeAtWork();
    at.portal.services.database.getClient().on('commandStarted', ({ commandName, command }) => {
      if (commandName === 'find' && command['find'] === 'members') membersAsked += 1;
    });
  });
  after(async () => at.close());

  /** Sends a form but for its last byte, waits until its sender was looked up, lets something happen, and sends the rest. */
  async function post(
    path: string,
    { cookie, fields }: { cookie: string; fields: Readonly<Record<string, string>> },
    meanwhile: () => Promise<void>,
  ): Promise<number> {
    const body = new URLSearchParams(fields).toString();
    const { hostname, port, host, origin } = new URL(at.portal.url);
    const head = [
      `POST ${path} HTTP/1.1`,
      `Host: ${host}`,
      `Origin: ${origin}`,
      `Cookie: ${cookie}`,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
      'Connection: close',
    ];
    const socket: Socket = connect(Number(port), hostname);
    const answer = text(socket);
    const before = membersAsked;
    socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, -1)}`);
    await until(() => membersAsked > before);
    await meanwhile();
    socket.write(body.slice(-1));
    return Number((await answer).split(' ', 2)[1]);
  }

  /** What the form for another status of a case carries, for somebody who is signed in. */
  async function statusForm(person: PersonName, id: string) {
    const client = await at.signedIn(person);
    const page: Page = await client.get(casePath(id));
    const cookie = [...client.cookies].map((pair) => pair.join('=')).join('; ');
    const hidden = (name: string) => hiddenValue(page, 'status', name);
    const fields = { _csrf: hidden('_csrf'), version: hidden('version'), status: 'verified', reason: 'Ya' };
    return { cookie, fields };
  }

  async function statusOf(id: string): Promise<unknown> {
    const { database } = at.portal.services;
    return (await database.collection<{ _id: string; status: string }>('cases').findOne({ _id: id }))?.status;
  }

  it('has its effect where nothing happened meanwhile', async () => {
    const { id } = await at.report();
    const form = await statusForm('officer', id);
    expect(await post(`${casePath(id)}/status`, form, async () => undefined)).to.equal(303);
    expect(await statusOf(id)).to.equal('verified');
  });

  it('has none where their sessions were ended, as those of who left their desk', async () => {
    const { id } = await at.report();
    const form = await statusForm('officer', id);
    const { members } = at.portal.services.accounts;
    const endSessions = async () => members.endSessions(await memberOf(at, 'officer'), 'somebody');
    expect(await post(`${casePath(id)}/status`, form, endSessions)).to.equal(401);
    expect(await statusOf(id)).to.equal('received');
  });

  it('has none where their role was taken', async () => {
    const { id } = await at.report();
    const form = await statusForm('officer', id);
    const { members } = at.portal.services.accounts;
    const before = await memberOf(at, 'officer');
    const { name, unitId, positionIds, roles } = before;
    const takeRole = async () =>
      members.change(before, { name, unitId, positionIds, roles: ['auditor'] }, 'somebody');
    expect(await post(`${casePath(id)}/status`, form, takeRole)).to.equal(409);
    expect(await statusOf(id)).to.equal('received');
    await members.change(await memberOf(at, 'officer'), { name, unitId, positionIds, roles }, 'somebody');
  });
});
