import events, { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { openCheck, openText, protectedReport, track } from '../support/sample-portal.ts';
import { askLongAgo } from '../support/withdrawal.ts';
import { officeAtWork, type OfficeAtWork, once } from '../triage/support.ts';

async function outcomeOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.catch((error: unknown) => error);
}

const saying = (formId: string, reason: string) => ({ formId, reason, note: `Alasan: ${reason}` });

describe('a change of a case that others were faster than each time', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  /** Has every conditional update of a case find another version meanwhile, until the function that this returns is called. */
  function loseRaces(): () => void {
    const model = at.portal.services.database.model('cases');
    const updateOne = model.updateOne.bind(model);
    const late: typeof updateOne = (filter, ...rest) =>
      updateOne(filter && 'version' in filter ? { ...filter, version: -1 } : filter, ...rest);
    Object.assign(model, { updateOne: late });
    return () => Object.assign(model, { updateOne });
  }

  it('says so to the reporter who answers, and the same form again goes on', async () => {
    const { services } = at.portal;
    const { code, id } = await at.report();
    const officer = await at.officer('officer');
    const asked = { version: 1, to: 'needs_information', reason: 'Kapan?' } as const;
    await services.cases.changeStatus(officer, id, asked);
    const form = { formId: randomId(), text: 'Awal Oktober.' };
    const win = loseRaces();
    expect(
      await outcomeOf(services.tracking.send(await services.tracking.unlock(code), form)),
    ).to.have.property('name', 'VersionConflict');
    win();
    await services.tracking.send(await services.tracking.unlock(code), form);
    expect((await services.cases.outside(officer, id)).status).to.equal('received');
    expect((await services.tracking.open(code)).messages).to.have.length(1);
  });

  /** Does something just before the next change of a case is written, when what it depends on was read already. */
  function justBeforeTheNextChange(act: () => Promise<unknown>): void {
    const model = at.portal.services.database.model('cases');
    const updateOne = model.updateOne.bind(model);
    const first = async (...args: Parameters<typeof updateOne>) => {
      Object.assign(model, { updateOne });
      await act();
      return updateOne(...args);
    };
    Object.assign(model, { updateOne: first });
  }

  it('destroys no code while the withdrawal that came between can be revoked', async () => {
    const { tracking, withdrawals } = at.portal.services;
    const { code } = await at.report();
    justBeforeTheNextChange(async () => withdrawals.ask(code));
    expect(await outcomeOf(tracking.destroyCode(code))).to.have.property('name', 'ReportWithdrawn');
    await withdrawals.revoke(code);
    expect((await tracking.open(code)).case.withdrawal).to.equal(undefined);
  });

  it('keeps no withdrawal of a case whose code was destroyed in between', async () => {
    const { tracking, withdrawals, cases } = at.portal.services;
    const { code, id } = await at.report();
    justBeforeTheNextChange(async () => tracking.destroyCode(code));
    expect(await outcomeOf(withdrawals.ask(code))).to.have.property('name', 'NotFound');
    const { withdrawal } = await cases.outside(await at.officer('officer'), id);
    expect(withdrawal).to.equal(undefined);
  });

  it('destroys nothing of a case whose withdrawal is due and that is held in between', async () => {
    const { database, holds, removals } = at.portal.services;
    const { code, id } = await at.report();
    const officer = await at.officer('officer');
    await askLongAgo(at.portal.services, code);
    justBeforeTheNextChange(async () => holds.begin(officer, id, saying(randomId(), 'Perkara 1.')));
    await removals.carryOutWithdrawals();
    const stored = database.collection<{ _id: string }>('cases');
    expect(await stored.findOne({ _id: id })).to.include.keys('keys', 'report', 'hold');
  });

  it('destroys the code though the office changed the case in between', async () => {
    const { tracking, cases } = at.portal.services;
    const { code, id } = await at.report();
    const officer = await at.officer('officer');
    justBeforeTheNextChange(async () => cases.assign(officer, id, { version: 1, assignee: officer }));
    await tracking.destroyCode(code);
    expect(await outcomeOf(tracking.open(code))).to.have.property('name', 'NotFound');
    expect((await cases.outside(officer, id)).assigneeId).to.equal(officer.tag);
  });

  it('takes a proposal as spam back though the case changed in between', async () => {
    const { cases, database, spam } = at.portal.services;
    const { id } = await at.report();
    const officer = await at.officer('officer');
    await cases.changeStatus(officer, id, { version: 1, to: 'not_actionable', reason: 'Iklan' });
    await spam.propose(officer, id);
    const stored = database.collection<{ _id: string; version: number }>('cases');
    justBeforeTheNextChange(async () => stored.updateOne({ _id: id }, { $inc: { version: 1 } }));
    await spam.refuse(await at.officer('investigator'), id);
    expect((await cases.outside(officer, id)).spam).to.equal(undefined);
  });

  it('says so to the reporter of what is to be purged as spam, and the same form again takes that back', async () => {
    const { cases, spam, tracking } = at.portal.services;
    const { code, id } = await at.report();
    const officer = await at.officer('officer');
    await cases.changeStatus(officer, id, { version: 1, to: 'not_actionable', reason: 'Iklan' });
    await spam.propose(officer, id);
    await spam.confirm(await at.officer('investigator'), id);
    const form = { formId: randomId(), text: 'Ini sungguh terjadi' };
    const win = loseRaces();
    expect(await outcomeOf(tracking.send(await tracking.unlock(code), form))).to.have.property(
      'name',
      'VersionConflict',
    );
    win();
    await tracking.send(await tracking.unlock(code), form);
    expect((await cases.outside(officer, id)).spam).to.equal(undefined);
    expect((await tracking.open(code)).messages).to.have.length(1);
  });

  it('leaves no note of a hold or a request for an identity that did not come about, and then one that says the same as it', async () => {
    const { cases, holds, identities } = at.portal.services;
    const { id } = await at.report({ identity: { name: 'Melati Contoh', contact: '' } });
    const [officer, colleague] = [await at.officer('officer'), await at.officer('investigator')];
    const [held, asked] = [randomId(), randomId()];
    const win = loseRaces();
    for (const outcome of [
      await outcomeOf(holds.begin(officer, id, saying(held, 'Perkara 1.'))),
      await outcomeOf(identities.request(officer, id, saying(asked, 'Saksi 1.'))),
    ])
      expect(outcome).to.have.property('name', 'VersionConflict');
    win();
    await holds.begin(officer, id, saying(held, 'Perkara 2.'));
    await identities.request(officer, id, saying(asked, 'Saksi 2.'));
    const { case: found, messages } = await cases.open(colleague, id);
    expect(messages.map(({ text }) => text)).to.have.members(['Alasan: Perkara 2.', 'Alasan: Saksi 2.']);
    expect(await holds.reasonOf(colleague, found)).to.equal('Perkara 2.');
    expect(await identities.reasonToDecideOn(colleague, found)).to.equal('Saksi 2.');
  });

  it('says so to a reporter whose text was not kept, but not after a second click, and the same form again keeps it', async () => {
    const visitor = at.portal.visitor();
    const form = await openText(visitor);
    const first = await visitor.submit(form, { values: protectedReport });
    const values = { ...protectedReport, what: 'Kuitansinya ada tiga' };
    const win = loseRaces();
    const second = await visitor.submit(form, { values: protectedReport });
    const lost = await visitor.submit(form, { values });
    win();
    expect([second.status, second.url], 'a second click').to.deep.equal([200, first.url]);
    expect(lost.status).to.equal(409);
    expect(lost.text).to.include('Kirim sekali lagi');
    expect(lost.value('what')).to.equal(values.what);
    const kept = await visitor.submit(lost);
    expect((await openCheck(visitor, kept)).text).to.include(values.what);
  });

  it('refuses the message of a reporter whose report was withdrawn at that moment, and keeps what was typed', async () => {
    const { code } = await at.report();
    const visitor = at.portal.visitor();
    const page = await track(visitor, code);
    const model = at.portal.services.database.model('cases');
    const findOneAndUpdate = model.findOneAndUpdate.bind(model);
    const late = (filter: object, ...rest: unknown[]): unknown =>
      Reflect.apply(findOneAndUpdate, model, [{ ...filter, status: 'withdrawn' }, ...rest]);
    Object.assign(model, { findOneAndUpdate: late });
    const refused = await visitor.submit(page, { values: { text: 'Ada satu lagi.' } });
    Object.assign(model, { findOneAndUpdate });
    expect(refused.status).to.equal(400);
    expect(refused.value('text')).to.equal('Ada satu lagi.');
    expect((await at.track(code)).messages).to.have.length(0);
  });

  /** Does something once the next message was found to be new, before its case is marked. */
  function beforeTheNextMark(act: () => Promise<unknown>): void {
    const model = at.portal.services.database.model('messages');
    const exists = model.exists.bind(model);
    const first = async (...args: Parameters<typeof exists>) => {
      Object.assign(model, { exists });
      const found = await exists(...args);
      await act();
      return found;
    };
    Object.assign(model, { exists: first });
  }

  it('refuses the message of a reporter who asked to withdraw the report at that moment, and keeps what was typed', async () => {
    const { withdrawals } = at.portal.services;
    const { code } = await at.report();
    const visitor = at.portal.visitor();
    const page = await track(visitor, code);
    beforeTheNextMark(async () => withdrawals.ask(code));
    const refused = await visitor.submit(page, { values: { text: 'Ada satu lagi.' } });
    expect(refused.status).to.equal(400);
    expect(refused.value('text')).to.equal('Ada satu lagi.');
    const tracked = await at.track(code);
    expect([tracked.messages.length, tracked.case.unread], 'nothing to read').to.deep.equal([0, undefined]);
  });

  /** Keeps a file that goes with the next message. */
  async function upload(code: string, name: string): Promise<string> {
    const { evidence, tracking } = at.portal.services;
    const target = await tracking.target(await tracking.unlock(code));
    const received = await evidence.receive(target, name, once(Buffer.from(name)));
    return received.outcome === 'kept' ? received.id : '';
  }

  /** Begins something and holds it up where the next message is to be written. @returns what lets it go on, to its end */
  async function holdAtWriting(begin: () => Promise<void>): Promise<() => Promise<void>> {
    const model = at.portal.services.database.model('messages');
    const create = model.create.bind(model);
    const gate = new EventEmitter();
    const held = async (...args: unknown[]): Promise<unknown> => {
      Object.assign(model, { create });
      const opened = events.once(gate, 'opened');
      gate.emit('reached');
      await opened;
      return Reflect.apply(create, model, args);
    };
    Object.assign(model, { create: held });
    const reached = events.once(gate, 'reached');
    const done = begin();
    await reached;
    return async () => {
      gate.emit('opened');
      await done;
    };
  }

  it('sends a file that came between two clicks on one text, of which the one without it was first', async () => {
    const { tracking } = at.portal.services;
    const { code } = await at.report();
    const form = { formId: randomId(), text: 'Ada dua foto.' };
    const unlocked = await tracking.unlock(code);
    const clicks: (() => Promise<void>)[] = [];
    const fileIds: string[] = [];
    for (const name of ['satu.txt', 'dua.txt']) {
      fileIds.push(await upload(code, name));
      clicks.push(await holdAtWriting(async () => tracking.send(unlocked, form)));
    }
    for (const goOn of clicks) await goOn();
    const { messages, files } = await tracking.open(code);
    expect(messages.map((message) => message.fileIds)).to.deep.equal(fileIds.map((id) => [id]));
    expect(files.filter(({ unsent }) => unsent)).to.deep.equal([]);
  });

  it('writes no empty message where another page sent the files in between', async () => {
    const { tracking } = at.portal.services;
    const { code } = await at.report();
    await upload(code, 'foto.txt');
    const unlocked = await tracking.unlock(code);
    beforeTheNextMark(async () => tracking.send(unlocked, { formId: randomId(), text: 'Ini fotonya.' }));
    await tracking.send(unlocked, { formId: randomId(), text: ' \n' });
    const { messages } = await tracking.open(code);
    expect(messages.map(({ text }) => text)).to.deep.equal(['Ini fotonya.']);
  });

  it('asks for the code again where it was destroyed while a message came in', async () => {
    const { tracking } = at.portal.services;
    const { code } = await at.report();
    const visitor = at.portal.visitor();
    const page = await track(visitor, code);
    beforeTheNextMark(async () => tracking.destroyCode(code));
    const refused = await visitor.submit(page, { values: { text: 'Ada satu lagi.' } });
    expect(refused.status).to.equal(400);
    expect(refused.errors[0]?.text).to.include('Tidak ada laporan');
  });

  it('lets a handler step back though its reporter asked for a withdrawal and took that back in between, with one note of why', async () => {
    const { cases, conflicts, tracking, withdrawals } = at.portal.services;
    const { code, id } = await at.report();
    const officer = await at.officer('officer');
    justBeforeTheNextChange(async () => {
      await withdrawals.ask(code);
      await withdrawals.revoke(code);
    });
    await conflicts.stepBack(officer, id, { formId: randomId(), reason: 'Sepupu saya' });
    expect(await outcomeOf(cases.outside(officer, id))).to.have.property('name', 'NotFound');
    const { messages } = await cases.open(await at.officer('investigator'), id);
    expect(messages.map(({ text }) => text)).to.deep.equal(['Sepupu saya']);
    expect((await tracking.open(code)).steps.map(({ kind }) => kind)).to.include('withdrawal-revoked');
  });

  it('says so to the officer who answers, and the same form again goes on', async () => {
    const { services } = at.portal;
    const { code, id } = await at.report();
    const officer = await at.officer('officer');
    const form = { formId: randomId(), text: 'Kami periksa.' };
    const win = loseRaces();
    expect(await outcomeOf(services.cases.reply(officer, id, form))).to.have.property(
      'name',
      'VersionConflict',
    );
    win();
    await services.cases.reply(officer, id, form);
    expect((await services.cases.outside(officer, id)).firstAnswered).to.equal(true);
    expect((await services.tracking.open(code)).messages).to.have.length(1);
  });
});
