import { readFile } from 'node:fs/promises';

/** Where a sought text lies in a file of LMDB: the page, the transaction that the page's head names, and how far into it. */
export interface Place {
  readonly page: number;
  readonly transaction: number;
  readonly offset: number;
}

/** In the head of each page (`MDB_page_header` in mdb.c). */
const HEAD = { transaction: 8, flags: 18 };
const OVERFLOW = 4;

/** The places of texts in the pages of a store's file that are in use or were, each where it is found first. */
export async function placesIn(
  path: string,
  texts: readonly string[],
): Promise<(Place & { isLarge: boolean })[]> {
  const file = await readFile(path);
  const pageSize = file.readUInt32LE(48);
  return texts.map((text) => {
    const at = file.indexOf(text);
    if (at < 0) throw new Error(`${text} is not in the file`);
    const page = Math.floor(at / pageSize);
    const head = page * pageSize;
    return {
      page,
      transaction: Number(file.readBigUInt64LE(head + HEAD.transaction)),
      offset: at - head,
      isLarge: (file.readUInt16LE(head + HEAD.flags) & OVERFLOW) !== 0,
    };
  });
}

export async function holds(path: string, text: string): Promise<boolean> {
  return (await readFile(path)).includes(text);
}
