import { isIPv4 } from 'node:net';
import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import type { Entrances } from './entrances.ts';
import { circuitOf } from './onion-listener.ts';

const ONION = 'onion service';
/** The Tor daemon, or a proxy that does not say whom it speaks for. */
const ofThisMachine = /^(?:::1$|(?:::ffff:)?127\.)/;

/** What a limit counts by. */
export interface CountedBy {
  of(req: Request): string;
  /** Whether many people are known to have the same one. */
  isShared(req: Request): boolean;
}

/**
 * What is known of where a request comes from, to be counted in memory and nowhere else. Whoever comes through the onion
 * service has no address, whatever they say of it in a header.
 */
export function createCallers({ entrances }: { entrances: Pick<Entrances, 'of'> }) {
  const isOnion = (req: Request) => entrances.of(req).isOnion;

  /** An IPv4 address, or the /64 that a line of IPv6 has; all who come through the onion service have the same one. */
  const addressOf = (req: Request) => (isOnion(req) ? ONION : ipKeyGenerator(req.ip ?? '', 64));

  /** The circuit of Tor where it is known, else as {@link addressOf}. New ones are made at will, so it guards no password. */
  const visitorOf = (req: Request) => circuitOf(req) ?? addressOf(req);
  const isSharedAddress = (req: Request) => isOnion(req) || ofThisMachine.test(req.ip ?? '');

  /** Wider than an address, because whoever rents one machine has hundreds: a circuit, an IPv4 /24 or an IPv6 /48. */
  const networkOf = (req: Request) => {
    if (isOnion(req)) return visitorOf(req);
    const network = ipKeyGenerator(req.ip ?? '', 48);
    return isIPv4(network) ? network.replace(/\.\d+$/, '') : network;
  };

  return {
    isOnion,
    networkOf,
    byAddress: { of: addressOf, isShared: isSharedAddress },
    byVisitor: {
      of: visitorOf,
      isShared: (req: Request) => circuitOf(req) === undefined && isSharedAddress(req),
    },
  };
}

export type Callers = ReturnType<typeof createCallers>;
