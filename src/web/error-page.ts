import type { Site } from './site.ts';
import { type Page, view } from './view.ts';

/** A request that could not be answered: why, what to do, and everything that was typed. */
export interface ErrorPage extends Page {
  readonly paragraphs: readonly string[];
  /** Sends the same fields to the same address once more. */
  readonly retry?: {
    readonly action: string;
    readonly text: string;
    readonly fields: readonly { readonly name: string; readonly value: string }[];
  };
  /** Longer texts that were typed, to be copied where sending again would not help. */
  readonly kept: readonly string[];
  readonly keptLabel: string;
  readonly home: { readonly text: string; readonly path: string };
}

export const errorView = view<ErrorPage>('errors/error');

/** Which sentences of the catalogue tell of an error. */
export type ErrorKind =
  | 'notFound'
  | 'forbidden'
  | 'crossSite'
  | 'signIn'
  | 'tooMany'
  | 'away'
  | 'conflict'
  | 'refused'
  | 'unreadable'
  | 'failure';

/** Kinds that pass by themselves, so that sending the same once more makes sense. */
const PASSING: readonly ErrorKind[] = ['tooMany', 'away', 'failure'];
/** Never shown again, not even to whoever typed them. */
const SECRET_FIELD = /password|kata-sandi|^_csrf$/i;

/** @param body the fields of the post that failed, or undefined for a page that was only asked for */
export function errorPage(
  site: Site,
  kind: ErrorKind,
  action: string,
  body: Record<string, unknown> | undefined,
): ErrorPage {
  const { t, path } = site;
  const fields = body ? fieldsIn(body) : [];
  const isPassing = body !== undefined && PASSING.includes(kind);
  return {
    title: t(`errors.${kind}.title`),
    paragraphs: [t(`errors.${kind}.text`)],
    ...(isPassing && { retry: { action, text: t('errors.retry'), fields } }),
    kept: isPassing ? [] : fields.map(({ value }) => value).filter((value) => /\s/.test(value.trim())),
    keptLabel: t('errors.kept'),
    home: { text: t('errors.home'), path: path(site.staff ? '/staf' : '/') },
  };
}

function fieldsIn(body: Record<string, unknown>): { name: string; value: string }[] {
  return Object.entries(body).flatMap(([name, value]) => {
    if (SECRET_FIELD.test(name)) return [];
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.filter((item) => typeof item === 'string').map((item) => ({ name, value: item }));
  });
}
