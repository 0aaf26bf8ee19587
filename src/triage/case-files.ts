import type { OpenedCase } from '../cases/case-reading-service.ts';
import type { Evidence } from '../cases/evidence-service.ts';
import { dangersOf } from '../file-types/file-dangers.ts';
import { hasPreview } from '../preview/preview-service.ts';
import { sizeText } from '../reports/report-words.ts';
import type { FileList } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import type { Looked } from './case-state.ts';
import { LOOK_FIELD, PAGE_FIELD } from './file-preview.ts';
import { dangerText, typeText } from './file-words.ts';
import { triagePaths } from './triage-paths.ts';

/** Files of a case as they are listed for whoever may open them. */
export function filesOf(
  site: Site,
  { opened, looked }: { opened: OpenedCase; looked: Looked | undefined },
  files: readonly Evidence[],
): FileList {
  const { _id } = opened.case;
  return {
    files: files.map((file) => ({
      name: file.name,
      detail: detailOf(site, file),
      // Whoever investigates must not take the missing properties for a sign of forgery.
      ...(file.cleaned && { notes: [site.t('triage.case.cleaned')] }),
      ...warningsOf(site, file),
      path: site.path(triagePaths.file(_id, file.id)),
      ...previewOf(site, _id, file, looked?.fileId === file.id ? looked : undefined),
    })),
  };
}

/** What its content is, and its size. */
function detailOf(site: Site, { type, size, scan }: Evidence): string {
  const scanned = site.t(scan?.result === 'clean' ? 'triage.scan.clean' : 'triage.scan.none');
  return [
    ...(type ? [typeText(site, type)] : []),
    sizeText(site, size),
    ...(scan?.result === 'found' ? [] : [scanned]),
  ].join(' · ');
}

function warningsOf(site: Site, { name, type, scan }: Evidence): Pick<FileList['files'][number], 'warnings'> {
  const dangers = type ? dangersOf(name, type).map((danger) => dangerText(site, danger, { name, type })) : [];
  const found = scan?.result === 'found' ? [site.t('triage.scan.found', { name: scan.name ?? '' })] : [];
  const texts = [...found, ...dangers];
  if (texts.length === 0) return {};
  return { warnings: { texts, download: site.t('triage.file.downloadAnyway') } };
}

/** The way to a preview, or the preview that was asked for, or why there is none. */
function previewOf(
  site: Site,
  caseId: string,
  { id, name, type }: Evidence,
  looked: Looked | undefined,
): Pick<FileList['files'][number], 'look' | 'preview'> {
  const { t, path } = site;
  const anchor = `berkas-${id}`;
  const lookPath = (page: number) =>
    `${path(triagePaths.case(caseId))}?${LOOK_FIELD}=${id}&${PAGE_FIELD}=${page}#${anchor}`;
  if (!hasPreview(type?.format)) return {};
  if (!looked) return { look: { anchor, text: t('triage.preview.look'), path: lookPath(1) } };
  const close = { text: t('triage.preview.close'), path: `${path(triagePaths.case(caseId))}#${anchor}` };
  const { described } = looked;
  if ('problem' in described)
    return { preview: { anchor, close, problem: t(`triage.preview.problem.${described.problem}`) } };
  const { width, height, pages } = described;
  const page = Math.min(looked.page, pages);
  const pageText = t('triage.preview.page', { page, pages });
  const image = {
    path: `${path(triagePaths.preview(caseId, id))}?${PAGE_FIELD}=${page}`,
    alt: t('triage.preview.alt', { name }),
    width,
    height,
    hint: t('triage.preview.hint'),
  };
  const pager = {
    label: t('triage.preview.pages'),
    summary: pageText,
    ...(page > 1 && { previous: { text: t('triage.preview.previous'), path: lookPath(page - 1) } }),
    ...(page < pages && { next: { text: t('triage.preview.next'), path: lookPath(page + 1) } }),
  };
  return {
    preview: { anchor, close, image, ...(pages > 1 && { pager }) },
  };
}
