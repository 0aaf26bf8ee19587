import { expect } from 'chai';
import { openDatabase } from '../../src/storage/database.ts';
import { testServer } from '../support/database.ts';

describe('a database of this machine', () => {
  it('whose address says nothing of TLS, is the only server that the driver speaks with', async () => {
    const server = await testServer();
    const uri = server.uri.replace(/[?&]directConnection=true/, '');
    const database = await openDatabase(uri);
    expect(database.getClient().options.directConnection).to.equal(true);
    await database.close();
    await server.stop();
  });
});
