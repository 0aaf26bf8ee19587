import { hasSecret, keptFields, type Posted } from './kept-form.ts';
import type { KeptForm, KeptTexts } from './partials.ts';
import type { NavigationLink, Site } from './site.ts';
import { type Page, view } from './view.ts';

/** A request that could not be answered: why, what to do, and everything that was typed. */
interface ErrorPage extends Page {
  readonly paragraphs: readonly string[];
  /** Where sending the same once more makes sense. */
  readonly form?: KeptForm;
  /** The texts that were typed, to be copied where it does not. */
  readonly kept: KeptTexts;
  /** Asks for the same page once more. */
  readonly again?: NavigationLink;
  readonly home: NavigationLink;
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

/** What of an address says of which error the page is to be shown once more. */
const TOLD = 'gagal';

/** Where the form of such a page is posted to, for the page in the other language alone (src/web/translated-error.ts). */
function translatedPath(path: string, kind: ErrorKind): string {
  return `${path}?${new URLSearchParams({ [TOLD]: kind }).toString()}`;
}

/** The error that an address names, of those that have a form to send again. */
export function toldIn(query: Readonly<Record<string, unknown>>): ErrorKind | undefined {
  return PASSING.find((kind) => kind === query[TOLD]);
}

const NOTHING: Posted = { body: {}, hasFiles: false };

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
  const isPassing = PASSING.includes(kind);
  const kept = keptFields(site, posted ?? NOTHING);
  const isSentAgain = posted && (kept.texts.length > 0 || !hasSecret(posted));
  const form = isPassing && isSentAgain ? { ...kept, action, button: t('errors.retry') } : undefined;
  const copied = form ? [] : kept.texts;
  return {
    title: t(`errors.${kind}.title`),
    paragraphs: [
      textOf(site, kind, posted !== undefined),
      ...(form ? [t('errors.keptHere')] : []),
      ...(form?.files ? [t('errors.filesAgain')] : []),
      ...(copied.length > 0 ? [t('errors.copyFirst')] : []),
    ],
    ...(form && { form }),
    ...(form && !site.staff && { languageForm: translatedPath(site.currentPath, kind) }),
    kept: { texts: copied, isReadOnly: true },
    ...(isPassing && !form && { again: { text: t('errors.retry'), path: action } }),
    home: homeLink(site, kind),
  };
}

function textOf({ t, staff }: Site, kind: ErrorKind, wasPosted: boolean): string {
  if (kind === 'notFound' && staff && staff.links.length > 0) return t('errors.notFound.toStaff');
  return t(`errors.${kind}.${!wasPosted && ALSO_ASKED.includes(kind) ? 'asked' : 'text'}`);
}

function homeLink({ t, path, staff }: Site, kind: ErrorKind): NavigationLink {
  if (kind === 'signIn') return { text: t('errors.signInAgain'), path: path('/staf') };
  return { text: t(staff ? 'errors.staffHome' : 'errors.home'), path: path(staff ? '/staf' : '/') };
}
