import { expect } from 'chai';
import { mayDo, permissionsOf, roles, rolesConflict } from '../../src/accounts/permissions.ts';

describe('the permission table', () => {
  for (const role of roles)
    for (const permission of permissionsOf[role])
      it(`lets ${role} do ${permission}`, () => {
        expect(mayDo({ roles: [role] }, permission)).to.equal(true);
      });

  it('lets only handlers open a case', () => {
    const openers = roles.filter((role) => mayDo({ roles: [role] }, 'case:open'));
    expect(openers).to.eql(['intake_officer', 'investigator']);
  });

  it('lets an administrator open no case, whatever other role is written beside', () => {
    for (const role of roles)
      expect(mayDo({ roles: ['administrator', role] }, 'case:open'), role).to.equal(false);
  });

  it('refuses an administrator any other role', () => {
    expect(rolesConflict(['administrator', 'investigator'])).to.equal(true);
    expect(rolesConflict(['administrator'])).to.equal(false);
    expect(rolesConflict(['supervisor', 'auditor'])).to.equal(false);
  });
});
