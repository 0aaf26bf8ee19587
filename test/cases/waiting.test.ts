import { expect } from 'chai';
import type { Day } from '../../src/calendar/day.ts';
import { formatDay } from '../../src/calendar/format.ts';
import { isNationalHoliday } from '../../src/calendar/holidays.ts';
import { addWorkingDays, workingDaysBetween } from '../../src/calendar/working-days.ts';
import type { Case } from '../../src/cases/case.ts';
import type { Status } from '../../src/cases/case-terms.ts';
import type { Officer } from '../../src/cases/readers.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { Client, Page } from '../support/http.ts';
import { track } from '../support/sample-portal.ts';
import { officeAtWork, type OfficeAtWork } from '../triage/support.ts';

const isMissed = /Kami melewati tenggat/;

describe('a case that waits for its reporter', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  let officer: Officer;
  let reporter: Client;
  let code: string;
  let id: string;

  before(async () => {
    at = await officeAtWork();
    officer = await at.officer('officer');
  });
  beforeEach(async () => {
    reporter = at.portal.visitor();
    ({ code, id } = await at.report());
  });
  after(async () => at.close());

  const today = (): Day => at.portal.services.today();
  const leftUntil = (day: Day | undefined): number =>
    workingDaysBetween(today(), day ?? '', isNationalHoliday);

  const found = async (): Promise<Case> => at.portal.services.cases.outside(officer, id);

  async function set(to: Status): Promise<void> {
    const { version } = await found();
    await at.portal.services.cases.changeStatus(officer, id, { version, to, reason: 'Kapan?' });
  }

  async function answer(page?: Page, text = 'Awal Oktober.'): Promise<Page> {
    return reporter.submit(page ?? (await track(reporter, code)), { values: { text } });
  }

  it('goes on where it was, once the reporter answers, with the days of waiting added', async () => {
    await set('verified');
    const { dueOn } = await found();
    await set('needs_information');
    await at.pass(14);
    const page = await track(reporter, code);
    await answer(page);
    await answer(page);
    const after = await found();
    expect(after.status).to.equal('verified');
    expect(after).to.not.have.property('waitsAfter');
    expect(after.dueOn > dueOn, `${after.dueOn} is after ${dueOn}`).to.equal(true);
    expect(after.timeline.filter(({ from }) => from === 'needs_information')).to.have.length(1);
  });

  it('goes on waiting when the page after an older message is loaded again', async () => {
    const page = await track(reporter, code);
    await answer(page, 'Ini tambahan dari saya.');
    await set('needs_information');
    const again = await answer(page, 'Ini tambahan dari saya.');
    expect((await found()).status).to.equal('needs_information');
    expect(again.text).to.include('Jawablah paling lambat');
    await answer(again);
    expect((await found()).status).to.equal('received');
  });

  it('has as many working days left for the first look and the first answer as before', async () => {
    await at.pass(1);
    const forLook = leftUntil((await found()).deadlineOn);
    await set('needs_information');
    await at.pass(14);
    const page = await answer();
    expect(leftUntil((await found()).deadlineOn)).to.equal(forLook);
    expect(page.text).to.not.match(isMissed);
    await set('verified');
    const forAnswer = leftUntil((await found()).deadlineOn);
    await set('needs_information');
    await at.pass(14);
    const later = await answer();
    const { deadlineOn } = await found();
    expect(leftUntil(deadlineOn)).to.equal(forAnswer);
    const day = formatDay(deadlineOn ?? '', 'id', { weekday: true });
    expect(later.text).to.not.match(isMissed);
    expect(later.text).to.include(`Jawaban pertama paling lambat ${day}`);
  });

  it('ended without an answer and taken up again months later, has as many working days left as when the clock stood still', async () => {
    await at.pass(1);
    await set('verified');
    const [forAnswer, forAll] = [leftUntil((await found()).deadlineOn), leftUntil((await found()).dueOn)];
    for (const status of ['needs_information', 'not_actionable', 'closed', 'in_progress'] as const) {
      await set(status);
      if (status !== 'in_progress') await at.pass(60);
    }
    const { deadlineOn, dueOn } = await found();
    expect([leftUntil(deadlineOn), leftUntil(dueOn)]).to.deep.equal([forAnswer, forAll]);
    expect((await track(reporter, code)).text).to.not.match(isMissed);
  });

  it('answered on the day on which it was asked, is due on the same days', async () => {
    const { dueOn, deadlineOn } = await found();
    await set('needs_information');
    await answer();
    const after = await found();
    expect([after.dueOn, after.deadlineOn]).to.deep.equal([dueOn, deadlineOn]);
  });

  it('ended under an earlier version, which moved its days on at once, gets the days of waiting once', async () => {
    const left = leftUntil((await found()).dueOn);
    await set('needs_information');
    await at.pass(28);
    await set('not_actionable');
    const stored = at.portal.services.database.collection<{ _id: string }>('cases');
    const moved = addWorkingDays(today(), left, isNationalHoliday);
    await stored.updateOne({ _id: id }, { $set: { dueOn: moved } });
    await at.pass(1);
    await set('in_progress');
    expect(leftUntil((await found()).dueOn)).to.equal(left);
  });

  it('answered under an earlier version beside this one, which did not move its days on, has them at the next step', async () => {
    const { dueOn: first } = await found();
    const left = leftUntil(first);
    await set('needs_information');
    await at.pass(28);
    await answer();
    const stored = at.portal.services.database.collection<{ _id: string }>('cases');
    await stored.updateOne({ _id: id }, { $set: { dueOn: first } });
    await set('verified');
    expect(leftUntil((await found()).dueOn)).to.equal(left);
  });

  it('gives its reporter the full time again with each reply of the office', async () => {
    await set('needs_information');
    for (const text of ['Di ruang mana?', 'Dan siapa yang hadir?']) {
      await at.pass(7);
      await at.portal.services.cases.reply(officer, id, { formId: randomId(), text });
      const day = formatDay(addWorkingDays(today(), 10, isNationalHoliday), 'id', { weekday: true });
      expect((await track(reporter, code)).text).to.include(`Jawablah paling lambat ${day}`);
    }
  });
});
