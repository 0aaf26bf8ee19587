import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { holdStore } from '../../src/embedded-mongo/folder/hold.ts';
import { makeFreshStore } from '../../src/store-tool/fresh-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** So many that others would come in between where the store were let go of first. */
const FILES = 300;

describe('A store that is being made', () => {
  it('is gone when it is discarded, before others may have the one that is there', async () => {
    await using folder = await temporaryFolder();
    const present = join(folder.path, 'store');
    await (await holdStore(present)).close();
    const fresh = await makeFreshStore(folder.path, { replace: true });
    for (let number = 0; number < FILES; number += 1) await writeFile(join(fresh.folder, String(number)), '');
    const isHeld = () => readdirSync(present).some((name) => name.startsWith('owner.'));
    const seen: boolean[] = [];
    const discarded = fresh.discard();
    while (existsSync(fresh.folder)) {
      seen.push(isHeld());
      await setImmediate();
    }
    await discarded;
    expect(seen).to.include(true).and.not.include(false);
    expect(isHeld()).to.equal(false);
  });
});
