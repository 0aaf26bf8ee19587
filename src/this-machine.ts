/** Whether a host, as it stands in an address, is this machine: nobody is on the way to it. */
export function isThisMachine(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i.test(host);
}

/** What a MongoDB address says of the way to it. */
interface MongodbWay {
  /** One server or socket of this machine, without a proxy; a driver may learn of further servers from it. */
  readonly isHere: boolean;
  /** The address says itself whether by TLS. */
  readonly saysTls: boolean;
}

/** Options are read as the driver does, in either case. */
export function wayTo(mongodbUri: string): MongodbWay {
  const [, scheme, host = '', options] =
    /^(mongodb(?:\+srv)?):\/\/(?:[^:@]*(?::[^@]*)?@)?([^/?]*)[^?]*\??(.*)$/is.exec(mongodbUri) ?? [];
  const said = new Set([...new URLSearchParams(options).keys()].map((name) => name.toLowerCase()));
  const isServer = isThisMachine(host.replace(/:\d+$/, '')) || /^%2f[^,]*$/i.test(host);
  return {
    isHere: scheme === 'mongodb' && isServer && !said.has('proxyhost'),
    saysTls: scheme === 'mongodb+srv' || said.has('tls') || said.has('ssl'),
  };
}
