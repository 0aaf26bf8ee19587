import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ejs from 'ejs';
import type { Response } from 'express';
import { bestEncoding, encodeOnce, sendEncoded } from './encoding.ts';
import { siteOf, type Site } from './site.ts';

declare const html: unique symbol;
declare const pageOf: unique symbol;

/** Markup that a view made: the only thing but literal text that `<%-` takes. */
export type Html = string & { readonly [html]: true };

/** A mistake in a form: the id of the field that it is about, and the sentence that says so. */
export interface FieldError {
  readonly field: string;
  readonly text: string;
}

/** What every page has, whatever else it shows. */
export interface Page {
  /** The main heading; also the name of the tab where `tabTitle` is not given. */
  readonly title: string;
  /** A name for the tab and the browser's history that gives nothing away. */
  readonly tabTitle?: string;
  /** Shown in a summary above everything, each linked to its field; answer such a page with status 400. */
  readonly errors?: readonly FieldError[];
  /**
   * The Indonesian path of the same step, on a page that answers a post: the other language is then a button that posts
   * the form `main` there (with `language` set), because a link would lose what was typed.
   */
  readonly languageForm?: string;
  /** Names of the script bundles to load; every page works without them. */
  readonly scripts?: readonly string[];
  /** Whether the button for leaving at once stands in the header; on unless false, never on staff pages. */
  readonly exit?: boolean;
}

/** A template (`<feature>/<name>`, in views/, without `.ejs`) that shows pages of one type. */
export interface View<Shown extends Page> {
  readonly template: string;
  readonly [pageOf]?: Shown;
}

/** The type of the pages that a view shows; scripts/check-views.ts holds the template against it. */
export type PageOf<V> = V extends View<infer Shown> ? Shown : never;

/** Declares a view; the first line of its template names the constant that this is assigned to. */
export function view<Shown extends Page>(template: string): View<Shown> {
  return { template };
}

type Template = (locals: { page: Page; site: Site; body?: string }) => string;

const viewsFolder = fileURLToPath(new URL('../../views/', import.meta.url));
const compiled = new Map<string, Template>();

function templateOf(name: string): Template {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const filename = `${viewsFolder}${name}.ejs`;
  const template = ejs.compile(readFileSync(filename, 'utf8'), {
    filename,
    root: viewsFolder,
    strict: true,
    cache: true,
    destructuredLocals: ['page', 'site', 'part', 'body'],
  });
  compiled.set(name, template);
  return template;
}

/** The whole document of a page: its own template, inside views/layout.ejs. */
export function renderToString<Shown extends Page>(site: Site, shown: View<Shown>, page: Shown): string {
  const body = templateOf(shown.template)({ page, site });
  return templateOf('layout')({ page, site, body });
}

/**
 * Answers with a page; not kept by any browser unless the caller said otherwise before. Pages of reporters are
 * compressed: nothing but the form itself carries their secrets, so no other site can have them sent beside words of
 * its choice and measure the length. The pages of somebody signed in are not, because a cookie does go along.
 */
export function render<Shown extends Page>(
  res: Response,
  shown: View<Shown>,
  page: Shown,
  status = 200,
): void {
  const site = siteOf(res);
  const document = Buffer.from(renderToString(site, shown, page));
  const isSignedIn = site.staff !== undefined || site.csrfToken !== undefined;
  const encoding = isSignedIn ? 'plain' : bestEncoding(res.req);
  if (!res.hasHeader('Cache-Control')) res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.setHeader('Content-Language', site.locale);
  res.status(status);
  sendEncoded(res.req, res, encoding, encodeOnce(document, encoding));
}
