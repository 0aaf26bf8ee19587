import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Officer } from '../cases/readers.ts';
import type { Status } from '../cases/case-terms.ts';
import type { Config } from '../config.ts';
import { createServices, type Services } from '../services.ts';
import { randomId } from '../storage/ids.ts';
import type { Log } from '../log.ts';
import { openSampleOffice, personNames, type SampleAccount, type SampleOffice } from './sample-office.ts';
import { sampleReports } from './sample-reports.ts';
import type { SampleReport } from './sample-report.ts';
import { answerAsReporter, sendSample } from './send-sample.ts';

const DAY_MS = 86_400_000;
const FILE_NAME = 'demo.json';

const demoSchema = z.object({
  accounts: z.array(
    z.object({
      person: z.enum(personNames),
      name: z.string(),
      email: z.string(),
      password: z.string(),
      memberId: z.string(),
    }),
  ),
  reports: z.array(z.object({ name: z.string(), code: z.string() })),
  recoveryIdentity: z.string(),
});

/** Who can sign in to the demo, and codes with which reports can be followed. */
type Demo = z.infer<typeof demoSchema>;

/** How far each report of the demo has come, in turn: acts of the office after so many days, and its final status. */
const LIVES: readonly {
  readonly daysAgo: number;
  readonly steps: readonly Status[];
  readonly isAssigned: boolean;
}[] = [
  { daysAgo: 0, steps: [], isAssigned: false },
  { daysAgo: 2, steps: ['verified'], isAssigned: true },
  { daysAgo: 9, steps: [], isAssigned: false },
  { daysAgo: 16, steps: ['verified', 'in_progress'], isAssigned: true },
  { daysAgo: 22, steps: ['verified', 'in_progress', 'resolved'], isAssigned: true },
  { daysAgo: 5, steps: ['needs_information'], isAssigned: true },
];

const REASONS: Partial<Record<Status, string>> = {
  resolved: 'Pemeriksaan selesai dan perbaikannya sudah dilakukan. Terima kasih atas laporan Anda.',
  needs_information: 'Mohon keterangan tambahan lewat pesan di halaman ini. Tidak perlu mencari bukti baru.',
};

/**
 * Fills an empty data folder with a sample office and its cases, through the services that the pages use and under a
 * clock that begins a month ago. A folder that holds the demo already is left as it is.
 * @param progress is told each step in a few words
 */
export async function prepareDemo(
  { config, log }: { config: Config; log: Log },
  progress: (line: string) => void,
): Promise<Demo> {
  const path = join(config.dataFolder, FILE_NAME);
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined) return demoSchema.parse(JSON.parse(kept));
  const time = { now: new Date(Date.now() - 30 * DAY_MS) };
  const services = await createServices({ config, log, clock: () => time.now });
  try {
    progress('Making a sample office …');
    const office = await openSampleOffice(services.accounts);
    await openNoticeHours(services);
    const reports: { name: string; code: string }[] = [];
    for (const [index, report] of sampleReports.entries()) {
      progress(`Sending sample report ${index + 1} of ${sampleReports.length} …`);
      reports.push({ name: report.name, code: await live({ services, office, time }, report, index) });
    }
    await services.jobs.runNow();
    const demo: Demo = {
      accounts: Object.values(office.accounts),
      reports,
      recoveryIdentity: office.recoveryIdentity,
    };
    await writeFile(path, JSON.stringify(demo), { mode: 0o600 });
    return demo;
  } finally {
    await services.close();
  }
}

/** In the demo, notices leave every hour, so that whoever tries it sees one. */
async function openNoticeHours({ accounts }: Services): Promise<void> {
  const { version } = await accounts.office.fresh();
  const noticeHours = Array.from({ length: 24 }, (_, hour) => hour);
  await accounts.office.change(version, { noticeHours }, { acts: ['office:change'], memberId: null });
}

interface Stage {
  readonly services: Services;
  readonly office: SampleOffice;
  readonly time: { now: Date };
}

/** Sends one report on its day and lets the office act on it; returns its code. */
async function live(stage: Stage, report: SampleReport, index: number): Promise<string> {
  const { services, time } = stage;
  const life = LIVES[index % LIVES.length] ?? { daysAgo: 0, steps: [], isAssigned: false };
  const came = Date.now() - life.daysAgo * DAY_MS;
  time.now = new Date(came);
  await services.accounts.office.fresh();
  const code = await sendSample(services, report);
  const officer = await signedIn(
    services,
    report.concerns.length > 0 ? stage.office.accounts.above : stage.office.accounts.officer,
  );
  const { case: found } = await services.tracking.open(code);
  await services.conflicts.declareNone(officer, found._id);
  time.now = new Date(Math.min(Date.now(), came + DAY_MS));
  if (life.isAssigned)
    await services.cases.assign(officer, found._id, { version: found.version, assignee: officer });
  for (const { from, text } of report.conversation.slice(0, life.daysAgo === 0 ? 0 : 10)) {
    if (from === 'office') await services.cases.reply(officer, found._id, { formId: randomId(), text });
    else await answerAsReporter(services, code, text);
  }
  for (const to of life.steps) {
    const { version } = await services.cases.outside(officer, found._id);
    await services.cases.changeStatus(officer, found._id, { version, to, reason: REASONS[to] ?? '' });
    time.now = new Date(Math.min(Date.now(), time.now.getTime() + 3 * DAY_MS));
  }
  return code;
}

async function signedIn({ accounts }: Services, { email, password }: SampleAccount): Promise<Officer> {
  const signIn = await accounts.members.signIn(email, password);
  const resumed = signIn && (await accounts.sessions.resume(signIn.token));
  const standing = resumed && (await accounts.standingOf(resumed.member));
  const keyring = standing && (await accounts.sessions.openKeyring(resumed.session, standing));
  if (!keyring) throw new Error('a sample account could not sign in');
  await accounts.sessions.end(signIn.token);
  return { ...accounts.readers.readerAt(standing), identities: keyring.identities };
}

/** The demo's accounts and codes as lines for a person. */
export function demoLines({ accounts, reports }: Demo): string[] {
  return [
    '',
    'Sample accounts (sign in at /staf/masuk):',
    ...accounts.map(
      ({ person, name, email, password }) =>
        `  ${person.padEnd(14)} ${email.padEnd(30)} ${password}   ${name}`,
    ),
    '',
    'Sample reports (follow them at /lacak):',
    ...reports.map(({ name, code }) => `  ${code}   ${name}`),
    '',
  ];
}
