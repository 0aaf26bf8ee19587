import { createHash } from 'node:crypto';
import type { Evidence } from '../cases/evidence-service.ts';
import { findTextDisclosures } from '../disclosure/text-disclosures.ts';
import type { Site } from '../web/site.ts';
import { fileDisclosureText } from './file-texts.ts';
import type { Warning } from './report-views.ts';
import { quoting } from './report-words.ts';

/** A warning, and a mark by which the page that showed it is known to have shown it. */
interface MarkedWarning extends Warning {
  readonly mark: string;
}

const markLength = 12;

/** What in a message and the files that go with it could tell who the reporter is. */
export function messageWarnings(site: Site, text: string, files: readonly Evidence[]): MarkedWarning[] {
  const { t } = site;
  const ofText = findTextDisclosures(text).map(({ kind, excerpt }) => ({
    where: t('tracking.page.text'),
    text: quoting(t(`reports.disclosure.${kind}`, { excerpt })),
    mark: markOf(kind, excerpt),
  }));
  const ofFiles = files.flatMap(({ id, name, disclosures }) =>
    disclosures.map((each) => ({
      where: name,
      text: quoting(fileDisclosureText(site, each)),
      mark: markOf(each.kind, 'isWritten' in each ? `${id} ${each.excerpt}` : id),
    })),
  );
  return [...new Map([...ofText, ...ofFiles].map((warning) => [warning.mark, warning])).values()];
}

/** What a form brings back of the warnings that it was shown with. */
export function marksOf(warnings: readonly MarkedWarning[]): string {
  return warnings.map(({ mark }) => mark).join('.'); // by no white space, which only what a person wrote has: src/web/kept-form.ts
}

/** The marks that a form brings back, which are nobody's secret: who forges them warns only themselves less. */
export function warnedOf(value: string): ReadonlySet<string> {
  return new Set(value.split('.'));
}

function markOf(kind: string, what: string): string {
  return createHash('sha256').update(`${kind} ${what}`).digest('base64url').slice(0, markLength);
}
