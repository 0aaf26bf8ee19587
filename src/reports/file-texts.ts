import type { FileDisclosure } from '../disclosure/file-disclosures.ts';
import { isOfWords } from '../disclosure/files/file-disclosure.ts';
import {
  type Evidence,
  type EvidenceLimits,
  isCleanable,
  type LostFile,
  type Received,
} from '../cases/evidence-service.ts';
import type { FileList, Quoting } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import type { FieldError } from '../web/view.ts';
import { ALL_FILES, type CleanedFile } from './file-cleaning.ts';
import { quoting, sizeText } from './report-words.ts';
import { FILES_FIELD } from '../web/form-fields.ts';

/** What can be done with each file of a list. */
interface FileActions {
  readonly removable: boolean;
  /** Says what the files tell, and offers to clean them; posted to `action` where that is not the form's own address. */
  readonly cleaning?: { readonly action?: string };
}

/** Kept files for a list, with the buttons that remove or clean each. */
export function fileListOf(
  site: Site,
  files: readonly Evidence[],
  { removable, cleaning }: FileActions,
): FileList {
  const isMany = files.filter(isCleanable).length > 1;
  return {
    ...(cleaning &&
      isMany && { cleanAll: { text: site.t('reports.clean.all'), id: ALL_FILES, ...cleaning } }),
    files: files.map((file) => ({
      name: file.name,
      detail: sizeText(site, file.size),
      ...(removable && { remove: { text: site.t('reports.files.remove'), id: file.id } }),
      ...(cleaning && { told: toldBy(site, file), notes: cleaningNotes(site, file) }),
      ...(cleaning &&
        isCleanable(file) && { clean: { text: cleanText(site, file), id: file.id, ...cleaning } }),
    })),
  };
}

/** A list with the names of files that made room for others, each to be taken off. */
export function withLost({ t }: Site, list: FileList, lost: readonly LostFile[]): FileList {
  const names = lost.map(({ id, name }) => ({
    name,
    detail: t('reports.files.lostDetail'),
    remove: { text: t('reports.files.remove'), id },
  }));
  return { ...list, files: [...list.files, ...names] };
}

/** A sentence for each file that made room for others. */
export function lostErrors({ t }: Site, lost: readonly LostFile[]): FieldError[] {
  return lost.map(({ name }) => ({
    field: FILES_FIELD,
    text: t('reports.files.lost', { name: shortName(name) }),
  }));
}

function cleanText({ t }: Site, { disclosures }: Evidence): string {
  const isTakenOut = disclosures.some((each) => !isOfWords(each));
  return t(isTakenOut ? 'reports.clean.recommended' : 'reports.clean.button');
}

/** What something in a file tells, in one sentence. Hidden values are not shown; what is written is, so that it can be found. */
export function fileDisclosureText({ t }: Site, disclosure: FileDisclosure): string {
  const { kind, excerpt } = disclosure;
  return 'isWritten' in disclosure
    ? t('reports.files.written', { what: t(`reports.disclosure.${kind}`, { excerpt }) })
    : t(`reports.fileDisclosure.${kind}`);
}

/** What the file and its name tell, a sentence each. */
function toldBy(site: Site, { disclosures }: Evidence): Quoting[] {
  return [...new Set(disclosures.map((each) => fileDisclosureText(site, each)))].map(quoting);
}

/** That the file was cleaned, or cannot be, and what to do then. */
function cleaningNotes({ t }: Site, file: Evidence): string[] {
  if (file.cleaned) return [t('reports.clean.done')];
  if (isCleanable(file) || !file.unsent || !file.kind) return [];
  if (file.kind === 'recording') return [t('reports.clean.recording')];
  return [t(file.kind === 'old-document' ? 'reports.clean.oldDocument' : 'reports.clean.other')];
}

/** Why files could not be cleaned, an error of the page for each, with its name. */
export function cleaningErrors(
  { t }: Site,
  files: readonly Evidence[],
  cleaned: readonly CleanedFile[] = [],
): FieldError[] {
  return cleaned.flatMap(({ id, outcome }) => {
    if (outcome === 'cleaned' || outcome === 'gone') return [];
    const name = shortName(files.find((file) => file.id === id)?.name ?? '');
    return [{ field: FILES_FIELD, text: t(`reports.clean.problem.${outcome}`, { name }) }];
  });
}

/** That files were cleaned, if any were. */
export function cleanedNotice({ t }: Site, cleaned: readonly CleanedFile[] = []): string | undefined {
  const count = cleaned.filter(({ outcome }) => outcome === 'cleaned').length;
  return count === 0 ? undefined : t(count === 1 ? 'reports.clean.done' : 'reports.clean.allDone', { count });
}

/** What files may be sent, in one sentence. */
export function limitsText(site: Site, { maxFiles, maxFileBytes }: EvidenceLimits): string {
  return site.t('reports.files.limits', { files: maxFiles, size: sizeText(site, maxFileBytes) });
}

/** Whether the file is there now: kept from this form, or from the same form when it was sent before. */
export function isKept({ outcome }: Received): boolean {
  return outcome === 'kept' || outcome === 'kept-before';
}

/** A sentence for each file that was not kept, with its name. */
export function fileErrors(site: Site, results: readonly Received[], limits: EvidenceLimits): FieldError[] {
  const { t } = site;
  const size = sizeText(site, limits.maxFileBytes);
  return results
    .filter((result) => !isKept(result))
    .map(({ outcome, name }) => ({
      field: FILES_FIELD,
      text: t(`reports.files.${outcome}`, { name: shortName(name), size, files: limits.maxFiles }),
    }));
}

/** How many files were just kept, if any. */
export function keptNotice({ t }: Site, results: readonly Received[]): string | undefined {
  const count = results.filter(({ outcome }) => outcome === 'kept').length;
  return count === 0 ? undefined : t('reports.files.keptNotice', { count });
}

function shortName(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
