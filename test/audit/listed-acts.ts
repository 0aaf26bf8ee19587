import type { Client } from '../support/http.ts';

/** The acts on every page of the log, as each line's head says them; those of a day are in no order. */
export async function listedActs(client: Client, path = '/staf/audit'): Promise<string[]> {
  const { root } = await client.get(path);
  const acts = root.querySelectorAll('tbody tr').map((row) => row.querySelector('th')?.text ?? '');
  const next = root.querySelector('a[rel=next]')?.getAttribute('href');
  return next === undefined ? acts : [...acts, ...(await listedActs(client, next))];
}
