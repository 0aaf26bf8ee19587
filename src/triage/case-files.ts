import type { OpenedCase } from '../cases/case-service.ts';
import type { Evidence } from '../cases/evidence-service.ts';
import { dangersOf } from '../file-types/file-dangers.ts';
import { sizeText } from '../reports/file-texts.ts';
import type { FileList } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { dangerText, typeText } from './file-words.ts';
import { triagePaths } from './triage-paths.ts';

/** Files of a case as they are listed for whoever may open them. */
export function filesOf(site: Site, { case: { _id } }: OpenedCase, files: readonly Evidence[]): FileList {
  return {
    files: files.map((file) => ({
      name: file.name,
      detail: detailOf(site, file),
      // Whoever investigates must not take the missing properties for a sign of forgery.
      ...(file.cleaned && { notes: [site.t('triage.case.cleaned')] }),
      ...warningsOf(site, file),
      path: site.path(triagePaths.file(_id, file.id)),
    })),
  };
}

/** What its content is, and its size. */
function detailOf(site: Site, { type, size }: Evidence): string {
  return [...(type ? [typeText(site, type)] : []), sizeText(site, size)].join(' · ');
}

function warningsOf(site: Site, { name, type }: Evidence): Pick<FileList['files'][number], 'warnings'> {
  if (!type) return {};
  const texts = dangersOf(name, type).map((danger) => dangerText(site, danger, { name, type }));
  if (texts.length === 0) return {};
  return { warnings: { texts, download: site.t('triage.file.downloadAnyway') } };
}
