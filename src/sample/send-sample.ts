import { isCategoryOf } from '../cases/case-terms.ts';
import type { Concerns, Draft } from '../cases/report-answers.ts';
import type { Services } from '../services.ts';
import { randomId } from '../storage/ids.ts';
import { newToken } from '../vault/token.ts';
import { sampleFile } from './sample-files.ts';
import type { SamplePosition, SampleReport } from './sample-report.ts';

/** The names of the sample office's positions that sample reports may concern. */
const POSITION_NAMES: Readonly<Record<SamplePosition, string>> = {
  ketua: 'Ketua',
  anggota: 'Anggota',
  'kepala-sekretariat': 'Kepala Sekretariat',
};

/** A sample report as the draft that its form makes; what its reporter left out is empty. */
export function draftOfSample(report: SampleReport, concerns: Concerns): Draft {
  const { lane, category, what } = report;
  if (!isCategoryOf(lane, category))
    throw new Error(`the sample report ${report.name} has no category of its lane`);
  const { who = '', where = '', when = '', how = '', why = '', evidence = '' } = report;
  const { howKnown = '', whoElseKnows = '', reportedElsewhere = '' } = report;
  return {
    answers: {
      lane,
      category,
      what,
      who,
      where,
      when,
      how,
      why,
      evidence,
      howKnown,
      whoElseKnows,
      reportedElsewhere,
      concerns,
    },
    identity: report.identity,
  };
}

/** The concerns of a sample report, in the ids of this office's positions. */
export async function concernsOfSample(
  { positions }: Pick<Services['accounts'], 'positions'>,
  report: SampleReport,
): Promise<Concerns> {
  const names = report.concerns.map((position) => POSITION_NAMES[position]);
  const all = await positions.list();
  const positionIds = all.filter(({ name }) => names.includes(name.id)).map(({ _id }) => _id);
  return { positionIds, unitIds: [], everyReader: false };
}

/**
 * Sends a sample report with its files through the services that the pages use.
 * @returns its report code
 */
export async function sendSample(
  { accounts, drafts, evidence }: Pick<Services, 'accounts' | 'drafts' | 'evidence'>,
  report: SampleReport,
): Promise<string> {
  const token = newToken();
  const saved = await drafts.save(token, draftOfSample(report, await concernsOfSample(accounts, report)));
  if (saved.state !== 'draft') throw new Error('a fresh token leads to a draft');
  const { caseId, keys } = saved.draft;
  for (const name of report.files) {
    const file = sampleFile(name);
    await evidence.receive({ caseId, sealedWith: 'office', key: keys.office }, file.name, file.content());
  }
  const fileIds = await evidence.unsentIds({ caseId, sealedWith: 'office' });
  const code = await drafts.send(token);
  await evidence.markSent(fileIds);
  return code;
}

/** Sends a message of the reporter, as the page of the code does. */
export async function answerAsReporter(
  { tracking }: Pick<Services, 'tracking'>,
  code: string,
  text: string,
): Promise<void> {
  await tracking.send(await tracking.unlock(code), { formId: randomId(), text });
}
