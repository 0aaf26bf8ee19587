import type { createApp } from '../../src/app.ts';

/** A route as it was declared: the method in capitals and the pattern, `/staf/laporan/:id`. */
export interface AppRoute {
  readonly method: string;
  readonly pattern: string;
}

interface Layer {
  readonly route?:
    | {
        readonly path: unknown;
        readonly stack: readonly { readonly method?: string; readonly handle: unknown }[];
      }
    | undefined;
  readonly handle: unknown;
}

/** The layers of a router inside another one; a plain handler has none. */
function layersIn(handle: unknown): readonly Layer[] {
  if (typeof handle !== 'function' || !('stack' in handle)) return [];
  return Array.isArray(handle.stack) ? handle.stack : [];
}

/** A handler of a route: each method of it has several. */
interface RouteHandler extends AppRoute {
  readonly handle: unknown;
}

function handlersIn(stack: readonly Layer[]): RouteHandler[] {
  return stack.flatMap(({ route, handle }) =>
    route
      ? route.stack.map((layer) => ({
          method: (layer.method ?? '').toUpperCase(),
          pattern: String(route.path),
          handle: layer.handle,
        }))
      : handlersIn(layersIn(handle)),
  );
}

/** Every route of a running app, each once, from the app itself: a test that walks them covers a route that is added later. */
export function routesOf(app: ReturnType<typeof createApp>): AppRoute[] {
  const named = handlersIn(app.router.stack).map(
    ({ method, pattern }) => [`${method} ${pattern}`, { method, pattern }] as const,
  );
  return [...new Map(named).values()];
}

/** What stands on each route, by method and pattern, in the order of its declaration. */
export function handlersOf(app: ReturnType<typeof createApp>): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const { method, pattern, handle } of handlersIn(app.router.stack)) {
    const route = `${method} ${pattern}`;
    found.set(route, [...(found.get(route) ?? []), handle]);
  }
  return found;
}
