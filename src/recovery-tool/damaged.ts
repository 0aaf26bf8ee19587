import { VaultError } from '../vault/errors.ts';

/** What stands in the place of something that is damaged in the database. */
export interface Damaged {
  readonly problem: string;
}

/** What is opened, or what is wrong with it, so that it keeps nothing else from being written; any other failure is told. */
export async function orDamaged<Opened>(opening: () => Promise<Opened>): Promise<Opened | Damaged> {
  try {
    return await opening();
  } catch (error) {
    if (error instanceof VaultError) return { problem: error.message };
    throw error;
  }
}

export function isDamaged(found: unknown): found is Damaged {
  return typeof found === 'object' && found !== null && 'problem' in found;
}
