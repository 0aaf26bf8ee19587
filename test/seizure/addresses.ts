/** A reporter's address as bytes. */
interface AddressBytes {
  readonly name: string;
  readonly bytes: Buffer;
  /** How often it turns up in random bytes at most: four of them do in a few hundred megabytes. */
  readonly mostByChance: number;
}

function groupsOf(address: string): readonly number[] {
  if (address.includes(':')) return address.split(':').map((group) => Number.parseInt(group, 16));
  return address.split('.').map(Number);
}

/** How an address could lie in bytes that are no text: whole, an IPv4 one with either end first, and the network of an IPv6 one. */
export function addressBytes(address: string): AddressBytes[] {
  const groups = groupsOf(address);
  if (groups.length === 4) {
    const bytes = Buffer.from(groups);
    const reversed = Buffer.from([...groups].toReversed());
    return [
      { name: address, bytes, mostByChance: 2 },
      { name: `${address} reversed`, bytes: reversed, mostByChance: 2 },
    ];
  }
  const bytes = Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
  return [{ name: `the network of ${address}`, bytes: bytes.subarray(0, 8), mostByChance: 0 }];
}

/** How an address could be written besides as it is: as a number, in hexadecimal, as the name system has it, or its network alone. */
export function writtenAddresses(address: string): string[] {
  const groups = groupsOf(address);
  if (groups.length !== 4) return [address.split(':').slice(0, 4).join(':')];
  const bytes = Buffer.from(groups);
  return [String(bytes.readUInt32BE()), bytes.toString('hex'), [...groups].toReversed().join('.')];
}

/** How often these bytes lie in others. */
export function countIn(bytes: Buffer, needle: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) count += 1;
  return count;
}
