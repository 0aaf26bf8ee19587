import { expect } from 'chai';
import type { Member } from '../../src/accounts/members/member.ts';
import type { MemberDetails } from '../../src/accounts/members/member-service.ts';
import { macOfGrant } from '../../src/accounts/keys/key-holding.ts';
import { newCaseKeys, openCaseKeys, sealCaseKeys } from '../../src/vault/case-keys.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';
import {
  activeMember,
  confirmKey,
  giveToRecovery,
  keyringOf,
  officeSetUp,
  type OfficeUnderTest,
  positionId,
  present,
  proveRecovery,
  signIn,
  unitOf,
} from './support.ts';

const nothingTicked = { positionIds: [], unitIds: [], everyReader: false };

function reportAbout(positionIds: readonly string[], who = '') {
  return { lane: 'protected' as const, who, concerns: { ...nothingTicked, positionIds } };
}

function ids(members: readonly { _id: string }[]): string[] {
  return members.map(({ _id }) => _id);
}

async function opens(identities: string[], recipients: Parameters<typeof sealCaseKeys>[0]) {
  const envelope = await sealCaseKeys(recipients, 'case', newCaseKeys());
  return openCaseKeys(identities, 'case', envelope).then(
    () => true,
    () => false,
  );
}

describe('the readers of a report', () => {
  let office: OfficeUnderTest;
  let unitId: string;
  let putBack: () => Promise<void>;
  before(async () => {
    ({ office, unitId, putBack } = await officeSetUp());
  });
  beforeEach(async () => putBack());
  after(async () => office.close());

  /** Two handlers who hold the confirmed key, one of them the treasurer; a supervisor; a recovery key that they compared. */
  async function staffed() {
    const treasurer = await positionId(office, 'Bendahara');
    const first = await activeMember(office, { roles: ['investigator'], unitId });
    const second = await activeMember(office, { roles: ['investigator'], unitId, positionIds: [treasurer] });
    const giver = await signIn(office, first.email);
    await office.unitKeys.give(giver.member, giver.keyring.intake, second);
    const supervisor = await activeMember(office, { roles: ['supervisor'], unitId });
    await office.vouches.vouch(giver.member, supervisor);
    const recovery = await proveRecovery(office);
    await giveToRecovery(office, giver);
    await confirmKey(office);
    return { treasurer, giver, concerned: await signIn(office, second.email), supervisor, recovery };
  }

  function tagOf(member: Parameters<typeof office.readers.called>[0]): string {
    return office.readers.called(member).tag;
  }

  async function recipientsFor(positionIds: string[]) {
    const readers = await office.readers.eligibleReaders(reportAbout(positionIds));
    return readers.kind === 'nobody' ? [] : readers.recipients;
  }

  async function kindFor(subject: Parameters<typeof office.readers.eligibleReaders>[0]): Promise<string> {
    return (await office.readers.eligibleReaders(subject)).kind;
  }

  /** The member, whom the administrator gives something else. */
  async function changed(member: Member, values: Partial<MemberDetails>): Promise<Member> {
    const { name, roles, unitId: own, positionIds } = member;
    const details = { name, roles, unitId: own, positionIds, ...values };
    await office.members.change(member, details, 'administrator');
    return present(await office.members.find(member._id));
  }

  function aYearAndADayLater(): void {
    office.time.now = new Date(office.time.now.getTime() + 366 * 86_400_000);
  }

  it('when somebody of the unit is concerned, are those of the body above alone', async () => {
    const { treasurer, giver, concerned, supervisor, recovery } = await staffed();
    const about = reportAbout([treasurer]);
    const above = await unitOf(office, 'above');
    const provincial = await activeMember(office, { roles: ['investigator'], unitId: above._id });
    expect((await office.readers.eligibleReaders(about)).kind, 'before it is confirmed').to.equal('nobody');
    await confirmKey(office, 'above');
    const readers = await office.readers.eligibleReaders(about);
    if (readers.kind !== 'allow-list') throw new Error(`expected an allow-list, not ${readers.kind}`);
    expect([readers.unitId, readers.audience]).to.eql([above._id, [tagOf(provincial)]]);
    for (const identities of [giver.keyring.identities, concerned.keyring.identities, [recovery.identity]])
      expect(await opens(identities, readers.recipients)).to.equal(false);
    const known = ids(await office.readers.membersOfAudience(readers.audience));
    expect(known).to.eql([provincial._id]);
    expect(known).not.to.include(supervisor._id);
  });

  it('when a handler leaves a case, are the others: the one who left opens nothing and is in no audience', async () => {
    const { giver, concerned, supervisor, recovery } = await staffed();
    const before = await office.readers.eligibleReaders(reportAbout([]));
    if (before.kind === 'nobody') throw new Error('expected somebody');
    const leaving = [tagOf(concerned.member)];
    const readers = await office.readers.readersWithout(leaving, before, reportAbout([]));
    if (readers.kind === 'nobody') throw new Error('expected somebody');
    expect(readers.audience).to.have.members([tagOf(giver.member), tagOf(supervisor)]);
    expect(await opens(giver.keyring.identities, readers.recipients)).to.equal(true);
    expect(await opens([recovery.identity], readers.recipients)).to.equal(true);
    expect(await opens(concerned.keyring.identities, readers.recipients)).to.equal(false);
    expect(ids(await office.readers.supervisorsOf(readers.audience))).to.eql([supervisor._id]);
    expect(ids(await office.readers.handlersOf(readers.audience))).to.eql([giver.member._id]);
  });

  it('are called by tags in which the database has no id of a member', async () => {
    const { giver } = await staffed();
    const staff = await positionId(office, 'Staf');
    const readers = await office.readers.eligibleReaders(reportAbout([staff]));
    if (readers.kind === 'nobody') throw new Error('expected somebody');
    expect(readers.audience).to.include(tagOf(giver.member));
    expect(JSON.stringify(readers.audience)).not.to.include(giver.member._id);
  });

  it('when the leadership is concerned, are those of the body above, without the recovery key of the office', async () => {
    const { giver, recovery } = await staffed();
    const about = reportAbout([await positionId(office, 'Ketua')]);
    expect((await office.readers.eligibleReaders(about)).kind).to.equal('nobody');
    const above = await unitOf(office, 'above');
    const provincial = await activeMember(office, { roles: ['investigator'], unitId: above._id });
    expect((await office.readers.eligibleReaders(about)).kind, 'before it is confirmed').to.equal('nobody');
    await confirmKey(office, 'above');
    const readers = await office.readers.eligibleReaders(about);
    if (readers.kind === 'nobody') throw new Error('expected somebody');
    expect([readers.unitId, readers.audience]).to.eql([above._id, [tagOf(provincial)]]);
    const { keyring } = await signIn(office, provincial.email);
    expect(await opens(keyring.identities, readers.recipients)).to.equal(true);
    expect(await opens(giver.keyring.identities, readers.recipients)).to.equal(false);
    expect(await opens([recovery.identity], readers.recipients)).to.equal(false);
    expect(await office.unitKeys.sealedToRecovery(above._id)).to.eql([]);
  });

  it('when a member had a position lately, are as if they held it still', async () => {
    const { treasurer, concerned } = await staffed();
    await changed(concerned.member, { positionIds: [] });
    expect(await kindFor(reportAbout([treasurer]))).to.equal('nobody');
    aYearAndADayLater();
    const readers = await office.readers.eligibleReaders(reportAbout([treasurer]));
    expect(readers.kind === 'allow-list' && readers.audience).to.include(tagOf(concerned.member));
  });

  it('when a member had other names lately, are as if they had them still', async () => {
    const { concerned } = await staffed();
    let { member } = concerned;
    for (const name of ['Sari Wulandari', 'Sri Lestari', 'Dewi Anjani'])
      member = await changed(member, { name });
    const names = ['Sari Wulandari', 'Sri Lestari', 'Dewi Anjani'];
    for (const who of names) expect(await kindFor(reportAbout([], who)), who).to.equal('nobody');
    aYearAndADayLater();
    for (const who of names.slice(0, 2)) expect(await kindFor(reportAbout([], who)), who).to.equal('unit');
  });

  it('when a member worked in another unit lately, are as if it concerned them still', async () => {
    const { concerned } = await staffed();
    const above = await unitOf(office, 'above');
    const moved = await changed(concerned.member, { unitId: above._id });
    await signIn(office, moved.email);
    await confirmKey(office, 'above');
    const about = { ...reportAbout([]), concerns: { ...nothingTicked, unitIds: [unitId] } };
    expect(await kindFor(about)).to.equal('nobody');
    aYearAndADayLater();
    const readers = await office.readers.eligibleReaders(about);
    expect(readers.kind === 'allow-list' && readers.audience).to.eql([tagOf(moved)]);
  });

  it('of a request for an identity, are no more than an envelope takes, supervisors first', async () => {
    const { giver, supervisor } = await staffed();
    const grants = office.store.database.collection<{ _id: string; keyId: string; holder: string }>(
      'keyGrants',
    );
    const one = present(await grants.findOne({ holder: giver.member._id }));
    const serverKeys = createServerKeys('a server secret for tests, long enough');
    const copies = Array.from({ length: 70 }, (_, number) => ({ ...giver.member, _id: `copy-${number}` }));
    const members = copies.map((member) => {
      const recipient = member.keyPair?.recipient ?? '';
      const keyPair = { ...member.keyPair, recipient, mac: serverKeys.macRecipient(member._id, recipient) };
      return { ...member, keyPair, owed: [], signInName: member._id };
    });
    await office.store.database.collection<{ _id: string }>('members').insertMany(members);
    const givenTo = ({ _id }: { _id: string }, recipient: string) => {
      const claim = { ...one, holder: _id, recipient, givenBy: giver.member._id };
      return { ...claim, _id: `${claim.keyId}.${_id}`, mac: macOfGrant(serverKeys, claim) };
    };
    await grants.insertMany(members.map((member) => givenTo(member, member.keyPair.recipient)));
    const recipients = await office.readers.recipientsOfAudience([`unit:${unitId}`]);
    expect([recipients.length, recipients[0]?.ownerId]).to.eql([64, supervisor._id]);
  });

  it('when an administrator made a handler whom nobody gave the key, are not that handler', async () => {
    await staffed();
    const staff = await positionId(office, 'Staf');
    const made = await activeMember(office, { roles: ['investigator'], unitId });
    const readers = await office.readers.eligibleReaders(reportAbout([staff]));
    if (readers.kind === 'nobody') throw new Error('expected somebody');
    expect(readers.audience).not.to.include(tagOf(made));
    expect(readers.recipients.map(({ ownerId }) => ownerId)).not.to.include(made._id);
  });

  it('when somebody wrote another recipient into the database, are not the one whose it was', async () => {
    const { giver, concerned } = await staffed();
    const staff = await positionId(office, 'Staf');
    const victim = giver.member;
    const recipient = present(concerned.member.keyPair).recipient;
    await office.store.database
      .collection<{ _id: string }>('members')
      .updateOne({ _id: victim._id }, { $set: { 'keyPair.recipient': recipient } });
    const readers = await office.readers.eligibleReaders(reportAbout([staff]));
    if (readers.kind === 'nobody') throw new Error('expected somebody');
    expect(readers.audience).to.include(tagOf(concerned.member)).and.not.include(tagOf(victim));
    expect(readers.recipients.map(({ ownerId }) => ownerId)).not.to.include(victim._id);
  });

  it('when the recovery holder is replaced, new reports have a key that the holder before never had', async () => {
    const { giver, recovery } = await staffed();
    await keyringOf(office, giver.session);
    const replaced = await proveRecovery(office);
    await giveToRecovery(office, giver);
    const sealed = await office.unitKeys.sealedToRecovery(unitId);
    expect(sealed.map(({ generation }) => generation)).to.eql([1, 2]);
    expect(new Set(sealed.map(({ recipient }) => recipient))).to.eql(new Set([replaced.recipient]));
    expect(recovery.recipient).not.to.equal(replaced.recipient);
  });

  it('a recovery key that takes another one’s place is sealed nothing until a handler compared it', async () => {
    const { giver } = await staffed();
    const staff = await positionId(office, 'Staf');
    await keyringOf(office, giver.session);
    const replaced = await proveRecovery(office);
    await keyringOf(office, giver.session);
    const unit = await unitOf(office);
    expect([unit.intake?.generation, await office.unitKeys.sealedToRecovery(unitId)]).to.eql([2, []]);
    expect((await office.unitKeys.awaitedRecovery(unit))?.recipient).to.equal(replaced.recipient);
    expect(await opens([replaced.identity], await recipientsFor([staff]))).to.equal(false);

    await giveToRecovery(office, giver);
    expect(await office.unitKeys.awaitedRecovery(unit)).to.equal(undefined);
    expect(await opens([replaced.identity], await recipientsFor([staff]))).to.equal(true);
  });
});
