import { expect } from 'chai';
import type { MemberDetails } from '../../src/accounts/members/member-service.ts';
import type { Member } from '../../src/accounts/members/member.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { password } from '../accounts/support.ts';
import type { Client } from '../support/http.ts';
import { mailedTo } from '../support/mails.ts';
import { memberOf } from '../triage/support.ts';
import { hasParameters } from './case-asks.ts';
import { letHappen, ofAUnit } from './exclusions.ts';
import { officeWithCases, type OfficeWithCases } from './office-with-cases.ts';
import { changesIn } from './surfaces.ts';
import { tellApart } from './telling-apart.ts';

/** Ways to have a role in a unit without anybody who holds its key having let one in. */
const ways: readonly { who: string; come: (at: OfficeWithCases) => Promise<Member> }[] = [
  { who: 'a handler whom nobody gave the key', come: async (at) => invited(at, 'investigator') },
  { who: 'a supervisor whom an administrator made up', come: async (at) => invited(at, 'supervisor') },
  { who: 'a handler who was just reset', come: async (at) => wasReset(at, 'investigator') },
  { who: 'a supervisor who was just reset', come: async (at) => wasReset(at, 'supervisor') },
  { who: 'a handler who was moved into the unit', come: async (at) => wasMoved(at, 'above') },
];

describe('access: a case of a unit', function () {
  this.timeout(120_000);
  let at: OfficeWithCases;
  const clients = new Map<string, { client: Client; memberId: string }>();
  before(async () => {
    at = await officeWithCases({ people: ['officer'] });
    for (const { who, come } of ways) {
      const member = await come(at);
      const client = at.portal.visitor();
      const known = Object.values(at.office.accounts).find(({ memberId }) => memberId === member._id);
      const isOld = known?.person === 'above'; // moved, with the password of before
      const values = { email: member.email, password: isOld ? known.password : password };
      await client.submit(await client.get('/staf/masuk'), { values });
      clients.set(who, { client, memberId: member._id });
    }
  });
  after(async () => at?.close());

  for (const { who } of ways)
    it(`to ${who}: changes nothing, sends no mail and is no other than none`, async () => {
      const { client, memberId } = clients.get(who) ?? { client: at.portal.visitor(), memberId: '' };
      expect((await client.get('/staf/laporan')).status).to.equal(200);
      const mails = async () => (await mailedTo(at.services)).filter((id) => id === memberId).length;
      const before = [await at.lookOf(client), await mails()] as const;
      const found = await letHappen(at, ofAUnit);
      expect(changesIn(before[0], await at.lookOf(client))).to.eql([]);
      expect(await mails()).to.equal(before[1]);
      const ofCases = at.routes.filter(({ pattern }) => pattern.startsWith('/staf/laporan/'));
      const routes = ofCases.filter((route) => hasParameters(route));
      const stored = await at.stored();
      expect(await tellApart(at.answerTo, client, { found, routes, isBrief: true })).to.eql([]);
      expect(await at.stored()).to.eql(stored);
    });
});

async function unitIdOf({ services }: OfficeWithCases): Promise<string | null> {
  return (await services.accounts.units.list()).find(({ level }) => level === 'office')?._id ?? null;
}

async function accepted({ services }: OfficeWithCases, token: string): Promise<Member> {
  const member = await services.accounts.members.accept(token, password);
  if (!member) throw new Error('the link was not taken');
  return member;
}

async function invited(at: OfficeWithCases, role: MemberDetails['roles'][number]): Promise<Member> {
  const details = {
    name: `Baru ${role}`,
    email: `baru-${role}@contoh.example`,
    roles: [role],
    positionIds: [],
  };
  const { members } = at.services.accounts;
  const { token } = await members.invite({ ...details, unitId: await unitIdOf(at) }, administrator(at));
  return accepted(at, token);
}

async function wasReset(at: OfficeWithCases, person: PersonName): Promise<Member> {
  const { members } = at.services.accounts;
  return accepted(at, await members.reset(await memberOf(at, person), administrator(at), 'met'));
}

async function wasMoved(at: OfficeWithCases, person: PersonName): Promise<Member> {
  const member = await memberOf(at, person);
  const { name, roles, positionIds } = member;
  const changed = { name, roles, positionIds, unitId: await unitIdOf(at) };
  await at.services.accounts.members.change(member, changed, administrator(at));
  return memberOf(at, person);
}

function administrator({ office }: OfficeWithCases): string {
  return office.accounts.administrator.memberId;
}
