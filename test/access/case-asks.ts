import type { AppRoute } from '../support/app-routes.ts';
import type { Ask } from './answers.ts';
import { FORMS, PARAMETERS, type Target, WITHOUT_A_CASE } from './known-routes.ts';

/** A route as it was declared, with its method. */
export function nameOf({ method, pattern }: AppRoute): string {
  return `${method} ${pattern}`;
}

export function hasParameters({ pattern }: AppRoute): boolean {
  return pattern.includes(':');
}

function parametersOf(pattern: string): string[] {
  return [...pattern.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
}

function isKnown(route: AppRoute): boolean {
  if (!parametersOf(route.pattern).every((name) => name in PARAMETERS)) return false;
  if (route.method === 'GET') return true;
  if (route.method !== 'POST') return false;
  return hasParameters(route) ? nameOf(route) in FORMS : WITHOUT_A_CASE.includes(route.pattern);
}

/** Routes that cannot be asked: a form whose fields are not known, or a parameter or a method that is new. */
export function unknownRoutes(routes: readonly AppRoute[]): string[] {
  return routes.filter((route) => !isKnown(route)).map(nameOf);
}

/** What is known and the app has no more. */
export function goneRoutes(routes: readonly AppRoute[]): string[] {
  const present = new Set(routes.map(nameOf));
  const known = [...Object.keys(FORMS), ...WITHOUT_A_CASE.map((pattern) => `POST ${pattern}`)];
  return known.filter((name) => !present.has(name));
}

function pathOf(pattern: string, target: Target): string {
  return pattern.replaceAll(/:(\w+)/g, (_whole, name: string) => PARAMETERS[name]?.(target) ?? '');
}

/**
 * Every way to ask a route with an id: GET and HEAD; a form as a browser sends it, the same with nothing filled in, and with the
 * button of the other language.
 * @param typed what stands in each field, the token of the session included
 */
export function asksOf(route: AppRoute, target: Target, typed: Readonly<Record<string, string>>): Ask[] {
  const named = { route: nameOf(route), path: pathOf(route.pattern, target) };
  if (route.method === 'GET') return ['GET', 'HEAD'].map((method) => ({ ...named, method }));
  const token = { _csrf: typed['_csrf'] ?? '' };
  const fields = FORMS[nameOf(route)] ?? [];
  const whole = { ...token, ...Object.fromEntries(fields.map((name) => [name, typed[name] ?? ''])) };
  const forms = fields.length === 0 ? [whole] : [whole, token, { ...whole, language: 'en' }];
  return forms.map((each) => ({ ...named, method: 'POST', fields: each }));
}
