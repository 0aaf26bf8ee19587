import type { NavigationLink, Site } from './site.ts';
import { type Page, view } from './view.ts';

interface Field {
  readonly name: string;
  readonly value: string;
}

/** A text that was typed, under the name of its field. */
export interface KeptText extends Field {
  readonly id: string;
  readonly label: string;
  /** As many as the text fills on a small phone, within reason. */
  readonly rows: number;
}

/** A request that could not be answered: why, what to do, and everything that was typed. */
interface ErrorPage extends Page {
  readonly paragraphs: readonly string[];
  /** Sends the same fields to the same address once more; the texts can be read and changed before. */
  readonly retry?: {
    readonly action: string;
    readonly text: string;
    readonly hidden: readonly Field[];
  };
  /** The texts that were typed: in the form that sends them again, or to be copied where that would not help. */
  readonly kept: readonly KeptText[];
  /** Asks for the same page once more. */
  readonly again?: NavigationLink;
  readonly home: NavigationLink;
}

/** What was posted, and whether its form can carry files, which no page can hold. */
export interface Posted {
  readonly body: Record<string, unknown>;
  readonly hasFiles: boolean;
}

/** What was posted, to be sent again: what a person wrote can be seen and changed, the rest goes along unseen. */
export interface KeptFields {
  readonly hidden: readonly Field[];
  readonly kept: readonly KeptText[];
}

export const errorView = view<ErrorPage>('errors/error');

/** Which sentences of the catalogue tell of an error. */
export type ErrorKind =
  | 'notFound'
  | 'forbidden'
  | 'crossSite'
  | 'inTheClear'
  | 'signIn'
  | 'tooMany'
  | 'away'
  | 'full'
  | 'conflict'
  | 'collision'
  | 'refused'
  | 'unreadable'
  | 'tooLarge'
  | 'failure';

/** Kinds that pass by themselves, so that asking for or sending the same once more makes sense. */
const PASSING: readonly ErrorKind[] = ['tooMany', 'away', 'full', 'collision', 'failure'];
/** Kinds that say something else where nothing was sent. */
const ALSO_ASKED: readonly ErrorKind[] = ['tooMany', 'away', 'full', 'unreadable', 'failure'];
/** Never shown again, not even to whoever typed them. */
const SECRET_FIELD = /password|kata-sandi/i;

/**
 * @param told a conflict of a reporter, whose forms depend on no version, is one of clicks at the same moment
 * @param posted undefined for a page that was only asked for
 */
export function errorPage(
  site: Site,
  told: ErrorKind,
  action: string,
  posted: Posted | undefined,
): ErrorPage {
  const { t } = site;
  const kind = told === 'conflict' && !site.staff ? 'collision' : told;
  const { hidden, kept } = keptFields(site, posted?.body ?? {});
  const isPassing = PASSING.includes(kind);
  // Without the password that was typed, it would only be refused.
  const mayRepeat = posted !== undefined && !Object.keys(posted.body).some((name) => SECRET_FIELD.test(name));
  return {
    title: t(`errors.${kind}.title`),
    paragraphs: [
      textOf(site, kind, posted !== undefined),
      ...(isPassing && mayRepeat ? [t('errors.keptHere')] : []),
      ...(isPassing && mayRepeat && posted.hasFiles ? [t('errors.filesAgain')] : []),
      ...(kept.length > 0 && !(isPassing && mayRepeat) ? [t('errors.copyFirst')] : []),
    ],
    ...(isPassing && mayRepeat && { retry: { action, text: t('errors.retry'), hidden } }),
    // The form goes along to the other language; a link would lose it.
    ...(isPassing && mayRepeat && !site.staff && { languageForm: site.currentPath }),
    ...(isPassing && !mayRepeat && { again: { text: t('errors.retry'), path: action } }),
    kept,
    home: homeLink(site, kind),
  };
}

function textOf({ t, staff }: Site, kind: ErrorKind, wasPosted: boolean): string {
  if (kind === 'notFound' && staff) return t('errors.notFound.toStaff');
  return t(`errors.${kind}.${!wasPosted && ALSO_ASKED.includes(kind) ? 'asked' : 'text'}`);
}

function homeLink({ t, path, staff }: Site, kind: ErrorKind): NavigationLink {
  if (kind === 'signIn') return { text: t('errors.signInAgain'), path: path('/staf') };
  return { text: t(staff ? 'errors.staffHome' : 'errors.home'), path: path(staff ? '/staf' : '/') };
}

/** Sorts the fields of a post; passwords are left out. */
export function keptFields({ t }: Site, body: Record<string, unknown>): KeptFields {
  const fields = fieldsIn(body);
  const texts = fields.filter(({ value }) => isText(value));
  const label = t('errors.kept');
  return {
    hidden: fields.filter(({ value }) => !isText(value)),
    kept: texts.map(({ name, value }, index) => ({
      id: `kept-${index + 1}`,
      label: texts.length > 1 ? `${label} (${index + 1})` : label,
      name,
      value,
      rows: rowsFor(value),
    })),
  };
}

/** Some thirty letters fit in a line there. */
function rowsFor(text: string): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 30)), 0);
  return Math.min(8, Math.max(2, lines));
}

/** Written by a person, and not a token, a choice or a code. */
function isText(value: string): boolean {
  return /\s/.test(value.trim());
}

function fieldsIn(body: Record<string, unknown>): Field[] {
  return Object.entries(body).flatMap(([name, value]) => {
    if (SECRET_FIELD.test(name)) return [];
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.filter((item) => typeof item === 'string').map((item) => ({ name, value: item }));
  });
}
