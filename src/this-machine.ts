/** Whether a host, as it stands in an address, is this machine: nobody is on the way to it. */
export function isThisMachine(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);
}
