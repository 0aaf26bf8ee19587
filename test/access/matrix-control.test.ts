import { expect } from 'chai';
import { Forbidden } from '../../src/errors.ts';
import type { Services } from '../../src/services.ts';
import type { Client } from '../support/http.ts';
import { nameOf, unknownRoutes } from './case-asks.ts';
import { letHappen, ofAUnit, outOfTheOffice } from './exclusions.ts';
import { officeWithCases, type OfficeWithCases, type WorkedCase } from './office-with-cases.ts';
import { withLeak } from './planted-leak.ts';
import { changesIn } from './surfaces.ts';
import { tellApart } from './telling-apart.ts';

describe('the matrix of exclusions', function () {
  this.timeout(300_000);
  let at: OfficeWithCases;
  let hidden: WorkedCase;
  let own: WorkedCase;
  before(async () => {
    at = await officeWithCases({ people: ['officer', 'investigator', 'above'] });
    const [first = ofAUnit] = outOfTheOffice;
    hidden = await letHappen(at, first);
    own = await letHappen(at, ofAUnit);
  });
  after(async () => at?.close());

  const ofCases = () => at.routes.filter(({ pattern }) => pattern.startsWith('/staf/laporan/:id'));

  async function withLeakFor(
    client: Client,
    leak: Partial<Services>,
    work: (client: Client) => Promise<void>,
  ) {
    const leaky = await withLeak(at.services, leak, client);
    try {
      await work(leaky.client);
    } finally {
      leaky.close();
    }
  }

  it('of a new route with an id, or a new form, does not know how to ask and says which', () => {
    const added = [
      { method: 'GET', pattern: '/staf/laporan/:id/cetak' },
      { method: 'GET', pattern: '/staf/arsip/:caseNumber' },
      { method: 'POST', pattern: '/staf/laporan/:id/gabung' },
      { method: 'POST', pattern: '/staf/gabung' },
      { method: 'DELETE', pattern: '/staf/laporan/:id' },
    ];
    const [asked, ...unknown] = added;
    expect(asked && unknownRoutes([...at.routes, asked])).to.eql([]);
    expect(unknownRoutes(added)).to.eql(unknown.map(nameOf));
  });

  it('by somebody who may know of the case, tells it from none with every route of cases', async () => {
    const client = at.clientOf('investigator');
    const posts = new Set(ofCases().flatMap(({ method, pattern }) => (method === 'POST' ? [pattern] : [])));
    // Leads to the case, whatever the id.
    const telling = ofCases().filter(({ method, pattern }) => method === 'POST' || !posts.has(pattern));
    const leaving = telling.filter(({ pattern }) => pattern.endsWith('/undur-diri'));
    const silent: string[] = [];
    for (const route of [...telling.filter((of) => !leaving.includes(of)), ...leaving]) {
      const asked = { found: own, routes: [route], tries: 1 };
      if ((await tellApart(at.answerTo, client, asked)).length === 0) silent.push(nameOf(route));
    }
    expect(silent).to.eql([]);
  });

  it('of a file of the case, asked for below a case of their own, is not told either', async () => {
    const files = at.routes.filter(({ pattern }) => pattern.includes(':fileId'));
    expect(files).not.to.eql([]);
    const client = at.clientOf('officer');
    expect(await tellApart(at.answerTo, client, { found: hidden, own, routes: files })).to.eql([]);
  });

  it('of a planted leak, finds another answer', async () => {
    const { cases, database } = at.services;
    const open: typeof cases.open = async (officer, id) => {
      if (
        await database.collection<{ _id: string }>('cases').findOne({ _id: id }, { projection: { _id: 1 } })
      )
        throw new Forbidden('somebody has it');
      return cases.open(officer, id);
    };
    await withLeakFor(at.clientOf('officer'), { cases: { ...cases, open } }, async (client) => {
      const told = await tellApart(at.answerTo, client, { found: hidden, routes: ofCases() });
      expect(told.join('\n')).to.match(/^GET GET \/staf\/laporan\/:id: status 403 ≠ 404$/m);
    });
  });

  it('of a planted leak, finds the same answer after more work', async () => {
    const { holds, database } = at.services;
    const askMore = async (id: string) => {
      const kept = database.collection<{ _id: string }>('cases');
      if (await kept.findOne({ _id: id })) await kept.findOne({ _id: id });
    };
    const begin: typeof holds.begin = async (officer, id, typed) => {
      await askMore(id);
      return holds.begin(officer, id, typed);
    };
    const end: typeof holds.end = async (reader, id, holdId) => {
      await askMore(id);
      return holds.end(reader, id, holdId);
    };
    await withLeakFor(at.clientOf('officer'), { holds: { ...holds, begin, end } }, async (client) => {
      const told = await tellApart(at.answerTo, client, { found: hidden, routes: ofCases() });
      // The form as it is begins a hold, and without its fields ends one; the button of the other language does neither.
      expect(told).to.have.length(2);
      for (const line of told) expect(line).to.match(/^POST POST \/staf\/laporan\/:id\/penahanan: commands /);
    });
  });

  it('of a planted leak, finds a number that counts the case', async () => {
    const { dashboard } = at.services;
    const above = (await at.officerOf('above')).audience;
    const of: typeof dashboard.of = async (audience, today) => dashboard.of([...audience, ...above], today);
    const officer = at.clientOf('officer');
    const seen = await at.lookOf(officer);
    await withLeakFor(officer, { dashboard: { of } }, async (client) => {
      const changes = changesIn(seen, await at.lookOf(client));
      expect(changes.map((line) => line.split(':', 1)[0])).to.eql(['/staf/dasbor']);
    });
  });
});
