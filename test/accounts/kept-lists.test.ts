import { expect } from 'chai';
import { createKeptLists } from '../../src/accounts/kept-lists.ts';
import { createKeyGrantStore } from '../../src/accounts/keys/key-grant-store.ts';
import { newCredentials } from '../../src/accounts/keys/member-keys.ts';
import { newMember } from '../../src/accounts/members/member-service.ts';
import { createMemberStore } from '../../src/accounts/members/member-store.ts';
import { createPositionStore } from '../../src/accounts/office/position-store.ts';
import { createUnitStore } from '../../src/accounts/office/unit-store.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';
import { testDatabase } from '../support/database.ts';
import { password } from './support.ts';

const shown = [
  '_id',
  'version',
  'name',
  'email',
  'roles',
  'unitId',
  'positionIds',
  'status',
  'locale',
  'hasSignedIn',
  'keyPair',
];

describe('what is kept in memory of members', () => {
  it('is what it names, and so no secret that members have or get one day', async () => {
    const store = await testDatabase();
    try {
      const { database } = store;
      const members = createMemberStore(database);
      const details = { name: 'Ani', email: 'a@k.example', roles: [], unitId: null, positionIds: [] };
      const member = newMember(details, 'active');
      const serverKeys = createServerKeys('a server secret for tests, long enough');
      const { password: record, keyPair } = await newCredentials(serverKeys, member._id, password);
      await members.insert({ ...member, password: record, keyPair, factorCodes: ['a code'] }, []);
      const list = async () => (await members.list()).map((one) => ({ ...one, laterSecret: 'a new one' }));
      const kept = createKeptLists(database, {
        members: { ...members, list },
        units: createUnitStore(database),
        positions: createPositionStore(database),
        grants: createKeyGrantStore(database),
      });
      const [found] = await kept.members.list();
      expect(Object.keys(found ?? {})).to.have.members(shown);
      expect(Object.keys(found?.keyPair ?? {})).to.have.members(['recipient', 'mac']);
    } finally {
      await store.close();
    }
  });
});
