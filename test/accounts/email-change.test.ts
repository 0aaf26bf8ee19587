import { expect } from 'chai';
import { createEmailChange } from '../../src/accounts/members/email-change.ts';
import { VersionConflict } from '../../src/errors.ts';
import { officeSetUp, present } from './support.ts';

describe('the link that confirms a new e-mail', () => {
  it('used while the member is changed, is not used up by what is refused, and works once afterwards', async () => {
    const { office } = await officeSetUp();
    try {
      const [member] = await office.members.list();
      const changes: unknown[] = [];
      const update = async (_member: unknown, change: unknown) => {
        changes.push(change);
        if (changes.length === 1) throw new VersionConflict('the member was changed meanwhile');
      };
      const members = { find: office.members.find, findBySignInName: async () => undefined, update };
      const emailChange = createEmailChange({ members, links: office.links, office: office.office });
      const token = await emailChange.ask(present(member), 'baru@kantor.example');
      const refused: unknown = await emailChange.confirm(token).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(VersionConflict);
      expect(await emailChange.confirm(token)).to.include({ email: 'baru@kantor.example' });
      expect(changes).to.have.length(2);
      expect(await emailChange.confirm(token)).to.equal(undefined);
    } finally {
      await office.close();
    }
  });
});
