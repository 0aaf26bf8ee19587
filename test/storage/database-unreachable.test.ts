import { expect } from 'chai';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { databaseUnreachable } from '../../src/storage/database-unreachable.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a database that cannot be opened', () => {
  it('is called the embedded store where it is that, and by its setting where somebody set it', async () => {
    await using folder = await temporaryFolder();
    const embedded = await startEmbeddedMongo({ folder: folder.path });
    await embedded.close();
    const silent = new Error('nobody answered');
    expect(databaseUnreachable(silent, embedded.uri).message).to.equal('the embedded store does not answer');
    for (const uri of ['mongodb://127.0.0.1:9/kanal', 'mongodb://%2Ftmp%2Fmongodb-27017.sock/kanal'])
      expect(databaseUnreachable(silent, uri).message).to.equal(
        'MONGODB_URI names a database that does not answer',
      );
  });
});
