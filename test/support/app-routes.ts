import type { createApp } from '../../src/app.ts';

/** A route as it was declared: the method in capitals and the pattern, `/staf/laporan/:id`. */
export interface AppRoute {
  readonly method: string;
  readonly pattern: string;
}

interface Layer {
  readonly route?:
    | { readonly path: unknown; readonly stack: readonly { readonly method?: string }[] }
    | undefined;
  readonly handle: unknown;
}

/** The layers of a router inside another one; a plain handler has none. */
function layersIn(handle: unknown): readonly Layer[] {
  if (typeof handle !== 'function' || !('stack' in handle)) return [];
  return Array.isArray(handle.stack) ? handle.stack : [];
}

function routesIn(stack: readonly Layer[]): AppRoute[] {
  return stack.flatMap(({ route, handle }) =>
    route
      ? route.stack.map(({ method = '' }) => ({
          method: method.toUpperCase(),
          pattern: String(route.path),
        }))
      : routesIn(layersIn(handle)),
  );
}

/** Every route of a running app, each once, from the app itself: a test that walks them covers a route that is added later. */
export function routesOf(app: ReturnType<typeof createApp>): AppRoute[] {
  const named = routesIn(app.router.stack).map(
    (route) => [`${route.method} ${route.pattern}`, route] as const,
  );
  return [...new Map(named).values()];
}
