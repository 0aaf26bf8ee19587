import { PassThrough, Readable } from 'node:stream';
import { expect } from 'chai';
import { main } from '../../src/recovery-tool/recover.ts';
import { letHappen, namingTheKeeper, ofAUnit } from './exclusions.ts';
import { officeWithCases, type OfficeWithCases } from './office-with-cases.ts';
import { nothing } from './telling-apart.ts';

describe('access: a case, to the holder of the recovery key', function () {
  this.timeout(120_000);
  let at: OfficeWithCases;
  before(async () => {
    at = await officeWithCases({ people: ['officer'] });
    // The copies that fill the queues open with no key.
    await at.services.database.collection('cases').deleteMany({ code: { $exists: false } });
  });
  after(async () => at?.close());

  /** What `npm run recover` answers whoever has the key and the database. */
  async function recover(...args: string[]): Promise<{ code: number; out: string; error: string }> {
    const { mongodbUri = '' } = at.services.config;
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const stdin = Readable.from([at.office.recoveryIdentity]);
    const environment = { MONGODB_URI: mongodbUri };
    const code = await main(['--key', '-', ...args], environment, { stdin, stdout, stderr });
    const [out, error] = [stdout, stderr].map((stream) => String(stream.end().read() ?? ''));
    return { code, out: out ?? '', error: error ?? '' };
  }

  it('that names them, is neither listed nor found: it is no other than none', async () => {
    const before = await recover();
    expect(before.code, before.error).to.equal(0);
    const { id } = await letHappen(at, namingTheKeeper);
    expect(await recover()).to.deep.equal(before);
    const asked = async (caseId: string) => recover('--case', caseId, '--out', at.portal.dataFolder);
    expect(await asked(id)).to.deep.equal(await asked(nothing.id));
  });

  it('that names nobody, is listed', async () => {
    const { id } = await letHappen(at, ofAUnit);
    const listed = await recover();
    expect(listed.out, listed.error).to.include(id);
  });
});
