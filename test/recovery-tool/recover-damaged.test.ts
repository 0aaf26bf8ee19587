import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from 'bson';
import { expect } from 'chai';
import { recoveredOffice, type RecoveredOffice } from './recovered-office.ts';

describe('npm run recover, where something is damaged', function () {
  this.timeout(60_000);
  let office: RecoveredOffice;
  before(async () => {
    office = await recoveredOffice();
  });
  after(async () => office?.[Symbol.asyncDispose]());

  it('writes all of a case but what is damaged, which it names, and ends with 1', async () => {
    const zeros = Buffer.alloc(2_000, 7);
    const kept: { readonly of: string; readonly document: Document & { _id: string } }[] = [];
    await office.tamper(async (database) => {
      const damage = async (of: string, filter: object, change: object) => {
        const collection = database.collection<Document & { _id: string }>(of);
        const document = await collection.findOne(filter);
        if (document) kept.push({ of, document });
        await collection.updateOne(filter, { $set: change });
      };
      await damage('messages', { caseId: office.ids.unit, from: 'office' }, { 'body.data': zeros });
      await damage('cases', { _id: office.ids.unit }, { 'report.data': zeros, 'identity.data': zeros });
      const files = await database
        .collection('files')
        .find({ caseId: office.ids.unit })
        .sort({ place: 1 })
        .toArray();
      await damage('files', { _id: files[0]?._id }, { 'name.data': zeros });
      await damage('chunks', { fileId: files[1]?.['contents'] ?? files[1]?._id }, { data: zeros });
    });
    const out = join(office.folder, 'damaged');
    const { code, error } = await office.write(office.ids.unit, out, '--with-identity');
    await office.tamper(async (database) => {
      for (const { of, document } of kept)
        await database.collection<Document & { _id: string }>(of).replaceOne({ _id: document._id }, document);
    });
    expect(kept).to.have.length(4);
    expect(code).to.equal(1);
    expect(error).to.match(
      /What is damaged was left out: the report, the identity, the message of [\d-]+ \(office\), the file "\w+", the file "/,
    );
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    expect(report.answers).to.have.all.keys('problem');
    expect(report.steps.at(-1).reason).to.equal('Sudah ditangani');
    expect(report.files.filter((file: object) => 'problem' in file)).to.have.length(2);
    expect(await readdir(join(out, 'files'))).to.have.length(1);
    const messages = await readFile(join(out, 'messages.txt'), 'utf8');
    expect(messages)
      .to.include('Tambahan dari pelapor')
      .and.include('Catatan dalam')
      .and.not.include('Terima');
    expect(JSON.parse(await readFile(join(out, 'messages.json'), 'utf8'))).to.have.length(3);
  });

  it('lists all others where the keys of one are those of another case, names it and ends with 1', async () => {
    let before: unknown;
    const put = async (keys: (of: (id: string) => Promise<unknown>) => Promise<unknown>) =>
      office.tamper(async (database) => {
        const cases = database.collection<{ _id: string; keys?: unknown }>('cases');
        const of = async (id: string) => (await cases.findOne({ _id: id }))?.keys;
        before ??= await of(office.ids.listed);
        await cases.updateOne({ _id: office.ids.listed }, { $set: { keys: await keys(of) } });
      });
    await put(async (of) => of(office.ids.unit));
    const { code, out, error } = await office.recover(['--key', office.keyFile]);
    await put(async () => before);
    expect(code).to.equal(1);
    expect(out.trimEnd().split('\n')).to.have.length(1);
    expect(out).to.match(new RegExp(`^${office.ids.unit}\t`));
    expect(error).to.include(
      `${office.ids.listed} could not be opened. The envelope was sealed for another place.\n`,
    );
    expect(error).to.include('1 cases can be opened.');
  });

  for (const [how, damaged] of [
    ['changed', { 'envelope.data': Buffer.alloc(2_000, 7) }],
    ['empty', { envelope: {} }],
  ] as const)
    it(`lists all others where the key of a unit is ${how}, names it and its cases, and ends with 1`, async () => {
      const grant = { holder: 'recovery' };
      const kept: { unitId: unknown; envelope: unknown }[] = [];
      await office.tamper(async (database) => {
        const grants = database.collection<{ unitId: unknown; envelope: unknown }>('keyGrants');
        kept.push(...(await grants.find(grant).toArray()));
        await grants.updateMany(grant, { $set: damaged });
      });
      const { code, out, error } = await office.recover(['--key', office.keyFile]);
      const caseFolder = join(office.folder, how);
      const written = await office.write(office.ids.listed, caseFolder);
      await office.tamper(async (database) => {
        const grants = database.collection('keyGrants');
        for (const { envelope, ...rest } of kept) await grants.updateOne(rest, { $set: { envelope } });
      });
      expect(kept).to.have.length(1);
      expect([code, written.code]).to.eql([1, 0]);
      expect(out).to.match(new RegExp(`^${office.ids.listed}\t[^\n]*\n$`));
      expect(error).to.match(
        new RegExp(`^Key \\d of the unit ${String(kept[0]?.unitId)} could not be opened`),
      );
      expect(error).to.include(`${office.ids.unit} could not be opened. It is sealed to a key of its unit`);
    });
});
