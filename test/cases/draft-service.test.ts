import { expect } from 'chai';
import { caseCollection } from '../../src/cases/case-collection-store.ts';
import { createDeadlines } from '../../src/cases/deadlines.ts';
import type { OpenDraft } from '../../src/cases/draft-contents.ts';
import { createDraftService, type DraftState } from '../../src/cases/draft-service.ts';
import { createDraftStore } from '../../src/cases/draft-store.ts';
import { places } from '../../src/cases/places.ts';
import { VersionConflict } from '../../src/errors.ts';
import { type Draft, reportAnswersSchema } from '../../src/cases/report-answers.ts';
import { envelopeOf } from '../../src/storage/schema.ts';
import { openCaseKeys } from '../../src/vault/case-keys.ts';
import { openJson } from '../../src/vault/content.ts';
import { newToken } from '../../src/vault/token.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { newTrusted } from '../vault/support.ts';

function draftAbout(what: string): Draft {
  const unanswered = { who: '', where: '', when: '', how: '', why: '', evidence: '' };
  const rest = { howKnown: '', whoElseKnows: '', reportedElsewhere: '' };
  const concerns = { positionIds: [], unitIds: [], everyReader: false };
  const about = { lane: 'protected', category: 'corruption', what } as const;
  return { answers: { ...about, ...unanswered, ...rest, concerns }, identity: undefined };
}

describe('A draft', () => {
  let database: TestDatabase;
  let drafts: Awaited<ReturnType<typeof serviceOn>>;
  before(async () => {
    database = await testDatabase({ isNew: false });
    drafts = await serviceOn(database);
  });
  after(async () => database.close());

  it('saved twice under a token, is one draft with what came last', async () => {
    const token = newToken();
    const first = await drafts.save(token, draftAbout('pertama'));
    const second = await drafts.save(token, draftAbout('kedua'));
    expect([first.state, second.state]).to.deep.equal(['draft', 'draft']);
    expect(await drafts.opened(token)).to.deep.include(draftAbout('kedua'));
    expect(opened(second).caseId).to.equal(opened(first).caseId);
  });

  it('saved again as it was answered with, is the newest', async () => {
    const token = newToken();
    await drafts.save(token, draftAbout('pertama'));
    const { stored } = opened(await drafts.save(token, draftAbout('kedua')));
    expect((await drafts.opened(token)).stored).to.deep.equal(stored);
  });

  it('sent as it was opened, opens for the office and shows one code however often it is sent', async () => {
    const token = newToken();
    await drafts.save(token, draftAbout('amplop'));
    const draft = await drafts.opened(token);
    const code = await drafts.send(token, draft);
    expect(await drafts.send(token, draft)).to.equal(code);
    expect(await drafts.send(token)).to.equal(code);
    expect(await drafts.save(token, draftAbout('lain'))).to.deep.equal({ state: 'sent', code });
    expect(await drafts.accountOf(draft.caseId)).to.equal('amplop');
  });

  it('that changed since it was opened, is sent as it is now', async () => {
    const token = newToken();
    await drafts.save(token, draftAbout('lama'));
    const older = await drafts.opened(token);
    await drafts.save(token, draftAbout('baru'));
    await drafts.send(token, older);
    expect(await drafts.accountOf(older.caseId)).to.equal('baru');
  });

  it('whose first file came in since it was opened, is not sent without it', async () => {
    const token = newToken();
    await drafts.save(token, draftAbout('amplop'));
    const older = await drafts.opened(token);
    expect(older.stored.isWithoutFiles).to.equal(true);
    await drafts.expectFiles(older.caseId);
    expect(await drafts.send(token, older).catch((error: unknown) => error)).to.be.an.instanceOf(
      VersionConflict,
    );
    const newer = await drafts.opened(token);
    expect(newer.stored).to.not.have.property('isWithoutFiles');
    await drafts.send(token, newer);
    expect(await drafts.accountOf(older.caseId)).to.equal('amplop');
  });
});

function opened(found: DraftState): OpenDraft {
  if (found.state !== 'draft') throw new Error('the token leads to no draft');
  return found.draft;
}

/** Drafts of an office with one reader, and what that reader reads. */
async function serviceOn(database: TestDatabase) {
  const { identity, trusted } = await newTrusted();
  const model = caseCollection(database.database);
  await database.createIndexes();
  const store = createDraftStore(model);
  const service = createDraftService({
    room: { hasRoom: async () => true },
    drafts: store,
    eligibleReaders: async () => ({
      kind: 'unit',
      unitId: 'unit',
      audience: ['unit:unit'],
      recipients: [trusted],
    }),
    deadlines: createDeadlines(() => false),
    today: () => '2026-11-02',
  });
  return {
    ...service,
    expectFiles: store.expectFiles.bind(store),
    opened: async (token: string) => opened(await service.state(token)),
    async accountOf(caseId: string): Promise<string> {
      const found = await model.findOne({ _id: caseId, state: 'sent' }).lean();
      if (!found?.keys || !found.report) throw new Error('the report was not sent');
      const { office } = await openCaseKeys([identity], caseId, envelopeOf(found.keys));
      const place = places.report(caseId, found.reportSequence);
      return reportAnswersSchema.parse(await openJson(office, place, envelopeOf(found.report))).what;
    },
  };
}
