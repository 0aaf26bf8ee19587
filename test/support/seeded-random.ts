/** Random numbers that the same seed gives again (mulberry32), so that a run that failed can be repeated. */
export function seededRandom(seed: number) {
  let state = seed >>> 0;
  /** 32 bits. */
  function word(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const next = (): number => word() / 2 ** 32;
  const from = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    /** A whole number, both ends included. */
    from,
    /** True this often of 1. */
    chance: (share: number): boolean => next() < share,
    /** One of a list that is not empty. */
    pick: <Item>(items: readonly Item[]): Item => {
      const item = items[from(0, items.length - 1)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
    bytes: (count: number): Uint8Array => {
      const words = new Uint32Array(Math.ceil(count / 4));
      for (let at = 0; at < words.length; at += 1) words[at] = word();
      return new Uint8Array(words.buffer, 0, count);
    },
  };
}

export type SeededRandom = ReturnType<typeof seededRandom>;
