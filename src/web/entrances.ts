import type { IncomingMessage } from 'node:http';
import { securityHeaderLines, type HeaderLine } from './security-headers.ts';

/** A name under which the portal is asked, and what that means for its answers. */
export interface Entrance {
  /** The headers of every answer. */
  readonly headers: readonly HeaderLine[];
  /** Reached through Tor: nobody's address is known, and all who come have the same one. */
  readonly isOnion: boolean;
  /** Where the same page lies in the Tor network, as an origin; only where Tor Browser heeds it. */
  readonly announcedOnion: string | undefined;
}

interface Names {
  readonly baseUrl: string;
  readonly onionAddress: string | undefined;
  readonly subdomainsInsistOnHttps: boolean;
}

/**
 * Tells by which of its names the portal was asked. On the onion service nothing insists on https: Tor encrypts the way
 * and proves the name by itself, and a page that has its posts upgraded would reach nobody there. The onion address is
 * announced by https and under the public name alone, as Tor Browser asks
 * (https://community.torproject.org/onion-services/advanced/onion-location/).
 */
export function createEntrances({ baseUrl, onionAddress, subdomainsInsistOnHttps }: Names) {
  const isHttps = baseUrl.startsWith('https:');
  const publicHost = new URL(baseUrl).host;
  const onionHost = onionAddress === undefined ? undefined : new URL(onionAddress).host;
  const headers = securityHeaderLines({ isHttps, includeSubDomains: subdomainsInsistOnHttps });
  const announcing: Entrance = {
    headers,
    isOnion: false,
    announcedOnion: isHttps ? onionAddress : undefined,
  };
  const other: Entrance = { headers, isOnion: false, announcedOnion: undefined };
  const onion: Entrance = {
    headers: securityHeaderLines({ isHttps: false, includeSubDomains: false }),
    isOnion: true,
    announcedOnion: undefined,
  };

  return {
    all: [announcing, other, onion],

    of({ headers: { host } }: IncomingMessage): Entrance {
      if (host === publicHost) return announcing;
      return host !== undefined && host.toLowerCase() === onionHost ? onion : other;
    },
  };
}

export type Entrances = ReturnType<typeof createEntrances>;
