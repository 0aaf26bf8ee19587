import type { Case } from '../cases/case.ts';
import type { Status } from '../cases/case-terms.ts';
import type { ReportAnswers } from '../cases/report-answers.ts';
import type { Locale } from '../language/locale.ts';
import type { Quoting, Tag } from '../web/partials.ts';
import type { Site } from '../web/site.ts';

/** The positions and units of the office that a report may be about, in the order in which they are shown. */
export interface Concernable {
  readonly positions: readonly {
    readonly _id: string;
    readonly name: { readonly id: string; readonly en: string };
  }[];
  readonly units: readonly {
    readonly _id: string;
    readonly name: { readonly id: string; readonly en: string };
    readonly level: 'office' | 'above';
  }[];
}

const TONES: Readonly<Record<Status, Tag['tone']>> = {
  received: 'new',
  verified: 'active',
  in_progress: 'active',
  needs_information: 'waiting',
  referred: 'active',
  resolved: 'good',
  not_actionable: 'bad',
  closed: 'neutral',
  withdrawn: 'neutral',
};

/** A status as a coloured word, the same for reporters and staff. */
function statusTag({ t }: Pick<Site, 't'>, status: Status): Tag {
  return { text: t(`terms.status.${status}`), tone: TONES[status] };
}

/** The status of a case, or that its reporter asked to withdraw it. */
export function caseTag(site: Pick<Site, 't'>, found: Pick<Case, 'status' | 'withdrawal'>): Tag {
  return found.withdrawal
    ? { text: site.t('terms.withdrawing'), tone: 'waiting' }
    : statusTag(site, found.status);
}

/** Whom the report concerns, a position or unit a line. */
export function concernsText(
  { t, locale }: Pick<Site, 't' | 'locale'>,
  { answers }: { readonly answers: Pick<ReportAnswers, 'concerns'> },
  { positions, units }: Concernable,
): string {
  const { positionIds, unitIds, everyReader } = answers.concerns;
  const names = [
    ...positions.filter(({ _id }) => positionIds.includes(_id)).map(({ name }) => name[locale]),
    ...units.filter(({ _id }) => unitIds.includes(_id)).map(({ name }) => name[locale]),
    ...(everyReader ? [t('reports.text.everyReader')] : []),
  ];
  return names.length === 0 ? t('reports.check.concernsNobody') : names.join('\n');
}

const KIB = 1024;

/** A size for people: `12 B`, `1,2 KB`, `34 MB`, in the number format of the language. */
export function sizeText({ locale }: Pick<Site, 'locale'>, bytes: number): string {
  if (bytes < KIB) return `${bytes} B`;
  const [value, unit] = bytes < KIB * KIB ? [bytes / KIB, 'KB'] : [bytes / (KIB * KIB), 'MB'];
  const digits = value < 10 ? 1 : 0;
  return `${formats[locale][digits].format(value)} ${unit}`;
}

const formatsIn = (locale: Locale) =>
  [
    new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
    new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
  ] as const;

/** By how many digits behind the point. Making one takes many times as long as using it. */
const formats = { id: formatsIn('id'), en: formatsIn('en') };

/** A sentence of the catalogue, parted at what it quotes. */
export function quoting(sentence: string): Quoting {
  const [, before = sentence, quote = '', after = ''] = /^([^“]*)(“.*”)(.*)$/su.exec(sentence) ?? [];
  return { before, quote, after };
}
