import { expect } from 'chai';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { AppRoute } from '../support/app-routes.ts';
import { openFiles } from '../support/sample-portal.ts';
import { goneRoutes, hasParameters, unknownRoutes } from './case-asks.ts';
import {
  besideColleagues,
  type Exclusion,
  letHappen,
  ofAUnit,
  ofSomebodyNamedSince,
  ofSomebodyWhoLeft,
  ofTheOffice,
  outOfTheOffice,
} from './exclusions.ts';
import { officeWithCases, type OfficeWithCases, type WorkedCase } from './office-with-cases.ts';
import { changesIn } from './surfaces.ts';
import { tellApart } from './telling-apart.ts';

describe('access: a case', function () {
  this.timeout(300_000);
  let at: OfficeWithCases;
  const asked = new Set<PersonName>();
  before(async () => {
    at = await officeWithCases();
  });
  after(async () => at?.close());

  async function expectNone({ people }: Pick<Exclusion, 'people'>, found: WorkedCase): Promise<void> {
    const before = await at.stored();
    for (const person of people) {
      // Each person once in every way and for what has other ids; afterwards for cases, in one way.
      const isBrief = asked.has(person);
      asked.add(person);
      const isAsked = ({ pattern }: AppRoute) => !isBrief || pattern.startsWith('/staf/laporan/');
      const routes = at.routes.filter((route) => hasParameters(route) && isAsked(route));
      const told = await tellApart(at.answerTo, at.clientOf(person), { found, routes, isBrief });
      expect(told.join('\n'), person).to.equal('');
    }
    expect(await at.stored(), 'what is stored').to.eql(before);
  }

  /** What people see of the portal and its mail before and after something happens, where that is not the same. */
  async function seenOf(
    people: readonly PersonName[],
    happens: () => Promise<void>,
    widely: readonly PersonName[] = [],
  ): Promise<string> {
    const see = async () => {
      const seen = new Map<PersonName, { look: Awaited<ReturnType<typeof at.lookOf>>; mails: number }>();
      for (const person of people)
        seen.set(person, {
          look: await at.lookOf(at.clientOf(person), { wide: widely.includes(person) }),
          mails: await at.mailsOf(person),
        });
      return seen;
    };
    const before = await see();
    await happens();
    const after = await see();
    const changes = people.flatMap((person) => {
      const [one, other] = [before.get(person), after.get(person)];
      if (!one || !other) return [`${person} was not asked`];
      const mails = one.mails === other.mails ? [] : [`${other.mails - one.mails} mails`];
      return [...mails, ...changesIn(one.look, other.look)].map((line) => `${person}: ${line}`);
    });
    return changes.join('\n');
  }

  it('is asked for by every route that the app has, each in the way that it takes', () => {
    expect(unknownRoutes(at.routes), 'known-routes.ts does not say how to ask').to.eql([]);
    expect(goneRoutes(at.routes), 'known-routes.ts names what is no more').to.eql([]);
  });

  describe('of the body above', () => {
    const found = new Map<Exclusion, WorkedCase>();

    const happen = (isAudited: boolean) => async () => {
      for (const exclusion of outOfTheOffice)
        if ((exclusion.isAudited ?? false) === isAudited)
          found.set(exclusion, await letHappen(at, exclusion));
    };

    it('to everybody of the office: changes no page, list, number, export and mail', async () => {
      const visitor = at.portal.visitor();
      const before = await at.lookOf(visitor);
      const toAuditors: string[] = [];
      const happenAll = async () => {
        toAuditors.push(await seenOf(['auditor'], happen(false), ['auditor']));
        await happen(true)();
      };
      const handlers = ofTheOffice.filter((person) => person !== 'auditor');
      const changes = await seenOf(handlers, happenAll, ['treasurer', 'supervisor']);
      expect([changes, ...toAuditors]).to.eql(['', '']);
      expect(changesIn(before, await at.lookOf(visitor))).to.eql([]);
    });

    for (const exclusion of outOfTheOffice)
      it(`to everybody of an office ${exclusion.who}: is no other than none`, async () => {
        await expectNone(exclusion, found.get(exclusion) ?? (await letHappen(at, exclusion)));
      });
  });

  for (const exclusion of besideColleagues)
    it(`to somebody ${exclusion.who}: changes nothing and is no other than none`, async () => {
      const found: WorkedCase[] = [];
      const changes = await seenOf(exclusion.people, async () => {
        found.push(await letHappen(at, exclusion));
      });
      expect(changes).to.equal('');
      for (const one of found) await expectNone(exclusion, one);
    });

  it(`to somebody ${ofAUnit.who}: is no other than none`, async () => {
    await expectNone(ofAUnit, await letHappen(at, ofAUnit));
  });

  it('to somebody who would read it, while it is a draft: is no other than none', async () => {
    await openFiles(at.portal.visitor());
    const cases = at.services.database.collection<{ _id: string; state: string }>('cases');
    const draft = await cases.findOne({ state: 'draft' });
    const found = { id: draft?._id ?? '', fileId: randomId(), version: 0, requestId: randomId() };
    expect(found.id).not.to.equal('');
    await expectNone({ people: ['officer'] }, found);
  });

  describe('in the end', () => {
    it(`to somebody ${ofSomebodyNamedSince.who}: is no other than none`, async () => {
      await expectNone(ofSomebodyNamedSince, await letHappen(at, ofSomebodyNamedSince));
    });

    it(`to somebody ${ofSomebodyWhoLeft.who}: is no other than none`, async () => {
      await expectNone(ofSomebodyWhoLeft, await letHappen(at, ofSomebodyWhoLeft));
    });
  });
});
