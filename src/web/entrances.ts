import type { IncomingMessage } from 'node:http';
import { circuitOf } from './onion-listener.ts';
import { assetHeaderLines, securityHeaderLines, type HeaderLine } from './header-lines.ts';

/** A name under which the portal is asked, and what that means for its answers. */
export interface Entrance {
  /** The headers of every answer but an asset. */
  readonly headers: readonly HeaderLine[];
  readonly assetHeaders: readonly HeaderLine[];
  /** Reached through Tor: nobody's address is known, and all who come have the same one. */
  readonly isOnion: boolean;
  /** A proxy of ours says that the request came to it without TLS, though people reach the portal by https. */
  readonly isInTheClear: boolean;
  /** Where the same page lies in the Tor network, as an origin; only where Tor Browser heeds it. */
  readonly announcedOnion: string | undefined;
}

interface Names {
  readonly baseUrl: string;
  readonly onionAddress: string | undefined;
  /** Where Tor alone comes in, if it does not come by the port of everybody. */
  readonly onionPort: number | undefined;
  readonly subdomainsInsistOnHttps: boolean;
  /** How many proxies of ours stand in front, 0 where nobody but a caller could say how the request came. */
  readonly trustedProxies: number;
}

/**
 * Tells by which of its names the portal was asked. On the onion service nothing insists on https: Tor encrypts the way
 * and proves the name by itself, and a page that has its posts upgraded would reach nobody there. The onion address is
 * announced by https and under the public name alone, as Tor Browser asks
 * (https://community.torproject.org/onion-services/advanced/onion-location/).
 */
export function createEntrances(names: Names) {
  const { baseUrl, onionAddress, onionPort, subdomainsInsistOnHttps, trustedProxies } = names;
  const isHttps = baseUrl.startsWith('https:');
  const publicHost = new URL(baseUrl).host;
  const onionHost = onionAddress === undefined ? undefined : new URL(onionAddress).host;
  const other: Entrance = {
    ...headersOf({ isHttps, includeSubDomains: subdomainsInsistOnHttps }),
    isOnion: false,
    isInTheClear: false,
    announcedOnion: undefined,
  };
  const announcing: Entrance = { ...other, announcedOnion: isHttps ? onionAddress : undefined };
  const inTheClear: Entrance = { ...other, isInTheClear: true };
  const onion: Entrance = {
    ...other,
    ...headersOf({ isHttps: false, includeSubDomains: false }),
    isOnion: true,
  };
  /** Threat: anybody can send the onion name. Where Tor has a port of its own, it keeps https out of the answer and counts for nothing. */
  const named: Entrance = { ...onion, isOnion: onionPort === undefined };
  /** Where proxies add to what they were told, ours have written the last ones, and a caller what stands before. */
  const isToldPlain = (proto: string | undefined): boolean =>
    isHttps &&
    trustedProxies > 0 &&
    proto?.split(',').slice(-trustedProxies)[0]?.trim().toLowerCase() === 'http';

  return {
    all: [announcing, other, onion, named, inTheClear],

    of(req: IncomingMessage): Entrance {
      const { host, 'x-forwarded-proto': proto } = req.headers;
      // Whatever name somebody asks for who comes through Tor: an address in a header is one of their choice.
      if (circuitOf(req) !== undefined) return onion;
      if (host !== undefined && host.toLowerCase() === onionHost) return named;
      if (isToldPlain(proto?.toString())) return inTheClear;
      return host === publicHost ? announcing : other;
    },
  };
}

function headersOf(
  names: Parameters<typeof securityHeaderLines>[0],
): Pick<Entrance, 'headers' | 'assetHeaders'> {
  const headers = securityHeaderLines(names);
  return { headers, assetHeaders: assetHeaderLines(headers) };
}

export type Entrances = ReturnType<typeof createEntrances>;
