import { expect } from 'chai';
import mongoose from 'mongoose';
import { openCheck, openFiles, send, startSamplePortal, track, codeOn } from '../support/sample-portal.ts';

/**
 * Commands that MongoDB's role `readWrite` on one database allows, or that need no privilege at all.
 * Source: https://www.mongodb.com/docs/manual/reference/built-in-roles/#mongodb-authrole-readWrite
 */
const ALLOWED = new Set(
  (
    'find getMore killCursors aggregate count distinct dbStats collStats listCollections listIndexes insert update delete ' +
    'findAndModify create createIndexes dropIndexes hello ping endSessions'
  ).split(' '),
);

describe('The portal’s account at the database', () => {
  it('needs to read and write one database, and nothing more', async () => {
    const asked = new Map<string, Set<string>>();
    const open = mongoose.createConnection.bind(mongoose);
    Object.assign(mongoose, {
      createConnection: (uri: string, options: mongoose.ConnectOptions) => {
        const connection = open(uri, { ...options, monitorCommands: true });
        connection.once('open', () =>
          connection.getClient().on('commandStarted', ({ commandName, databaseName }) => {
            asked.set(commandName, (asked.get(commandName) ?? new Set()).add(databaseName));
          }),
        );
        return connection;
      },
    });
    const portal = await startSamplePortal({ onSharedStore: true }).finally(() =>
      Object.assign(mongoose, { createConnection: open }),
    );
    const reporter = portal.visitor();
    const code = codeOn(await send(reporter, await openCheck(reporter, await openFiles(reporter))));
    await track(reporter, code);
    await portal.services.jobs.runNow();
    await portal.stop();
    const own = portal.services.database.name;
    await portal.close();

    expect([...asked.keys()]).to.include.members(['find', 'insert', 'update', 'createIndexes']);
    expect([...asked.keys()].filter((name) => !ALLOWED.has(name))).to.eql([]);
    const elsewhere = [...asked].filter(([name]) => !['hello', 'ping', 'endSessions'].includes(name));
    expect(new Set(elsewhere.flatMap(([, databases]) => [...databases]))).to.eql(new Set([own]));
  });
});
