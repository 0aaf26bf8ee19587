import { join } from 'node:path';
import { expect } from 'chai';
import { openAuditDatabase } from '../../src/audit-tool/audit-database.ts';
import { readDatabaseConfig } from '../../src/config.ts';
import { createRecoveryServices } from '../../src/recovery-tool/recovery-services.ts';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a tool that reads the database of a portal', () => {
  it('removes nothing from the store that it reads, whatever has expired', async () => {
    await using folder = await temporaryFolder();
    const store = join(folder.path, 'store');
    await (await startEmbeddedMongo({ folder: store })).close();
    const config = readDatabaseConfig({ DATA_DIR: folder.path });
    for (const open of [createRecoveryServices, openAuditDatabase]) {
      const { close } = await open(config);
      const socket = encodeURIComponent(join(store, 'mongo.sock'));
      const database = await openDatabase(`mongodb://${socket}/portal?directConnection=true`);
      const asked = await database.db?.admin().command({ getParameter: 1, ttlMonitorSleepSecs: 1 });
      await database.close();
      await close();
      expect(Number(asked?.['ttlMonitorSleepSecs'])).to.be.above(86_400 * 365);
    }
  });
});
