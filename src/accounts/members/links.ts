import { isToken, newToken, tokenKeys } from '../../vault/token.ts';
import type { Link, LinkKind, LinkStore } from './link-store.ts';

/** How long a one-time link may wait to be used. */
const LINK_HOURS = 72;

/** One-time links. The page behind one only shows a form; the post uses it up, so that scanners of links do not. */
export function createLinks({ store, clock }: { store: LinkStore; clock: () => Date }) {
  return {
    /** Makes a link in place of earlier ones for the same thing and returns its token, which is stored nowhere. */
    async issue(kind: LinkKind, about: Omit<Link, '_id' | 'kind' | 'expiresAt'> = {}): Promise<string> {
      await store.removeAll(kind, about.memberId);
      const token = newToken();
      const expiresAt = new Date(clock().getTime() + LINK_HOURS * 3_600_000);
      await store.insert({ _id: tokenKeys('invitation', token).lookupId, kind, expiresAt, ...about });
      return token;
    },

    /** The link of a token, without using it up. */
    async find(kind: LinkKind, token: unknown): Promise<Link | undefined> {
      const id = idOf(token);
      return id === undefined ? undefined : store.find(id, kind, clock());
    },

    /** Uses a link up: of two who try at once, one gets it. */
    async take(kind: LinkKind, token: unknown): Promise<Link | undefined> {
      const id = idOf(token);
      return id === undefined ? undefined : store.take(id, kind, clock());
    },

    setRecovery: store.setRecovery.bind(store),
    revoke: store.removeAll.bind(store),

    /** Called by a job now and then, for stores whose TTL index does nothing. */
    async sweep(): Promise<void> {
      await store.removeEnded(clock());
    },
  };
}

export type Links = ReturnType<typeof createLinks>;

function idOf(token: unknown): string | undefined {
  return isToken(token) ? tokenKeys('invitation', token).lookupId : undefined;
}
