import { expect } from 'chai';
import { createRecipients } from '../../src/notifications/recipients.ts';
import { notice } from './office-with-mail.ts';

const supervisor = { _id: 'supervisor', role: 'supervisor' };
const handler = { _id: 'handler', role: 'investigator' };
const audiences = new Map([
  ['unit:a', [supervisor, handler]],
  ['member:handler', [handler]],
]);

async function membersOfAudience(entries: readonly string[]) {
  return entries.flatMap((entry) => audiences.get(entry) ?? []);
}

async function supervisorsOf(entries: readonly string[]) {
  return (await membersOfAudience(entries)).filter(({ role }) => role === 'supervisor');
}

const callings = (memberId: string) => [memberId, `reader:${memberId}`];

function recipientsFor(audience: string, assigneeId: string | null) {
  return createRecipients({
    readers: { membersOfAudience, supervisorsOf, callings },
    casesById: async (ids) => new Map(ids.map((id) => [id, { audience: [audience], assigneeId }])),
  });
}

async function idsFor(
  audience: string,
  assigneeId: string | null,
  to: Parameters<typeof notice>[0],
): Promise<string[]> {
  const [recipients = []] = await recipientsFor(audience, assigneeId).recipientsOf([notice(to)]);
  return recipients.map(({ _id }) => _id);
}

describe('The recipients of a notice', () => {
  it('are the supervisors of the audience', async () => {
    expect(await idsFor('unit:a', null, { to: 'supervisors' })).to.deep.equal(['supervisor']);
  });
  it('are the supervisors and the assignee', async () => {
    expect(await idsFor('unit:a', 'handler', { to: 'supervisors-and-assignee' })).to.deep.equal([
      'supervisor',
      'handler',
    ]);
  });
  it('find the assignee by what the case calls them', async () => {
    expect(await idsFor('unit:a', 'reader:handler', { to: 'assignee' })).to.deep.equal(['handler']);
  });
  it('are each named once', async () => {
    expect(await idsFor('unit:a', 'supervisor', { to: 'supervisors-and-assignee' })).to.deep.equal([
      'supervisor',
    ]);
  });
  it('are all of the audience where it has no supervisor, so that somebody knows', async () => {
    expect(await idsFor('member:handler', null, { to: 'supervisors' })).to.deep.equal(['handler']);
  });
  it('are never outside the audience, not even the assignee', async () => {
    expect(await idsFor('member:handler', 'supervisor', { to: 'assignee' })).to.deep.equal([]);
  });
  it('are nobody for a case that is gone', async () => {
    const readers = {
      membersOfAudience: async () => [handler],
      supervisorsOf: async () => [supervisor],
      callings,
    };
    const recipients = createRecipients({ readers, casesById: async () => new Map() });
    expect(await recipients.recipientsOf([notice()])).to.deep.equal([[]]);
  });
  it('of many notices are each those of its own case, and an audience is asked for once', async () => {
    const asked: string[] = [];
    const cases = new Map([
      ['one', { audience: ['unit:a'], assigneeId: 'handler' }],
      ['two', { audience: ['unit:a'] }],
      ['three', { audience: ['member:handler'] }],
    ]);
    const recipients = createRecipients({
      readers: {
        callings,
        membersOfAudience,
        supervisorsOf: async (entries) => {
          asked.push(entries.join());
          return supervisorsOf(entries);
        },
      },
      casesById: async () => cases,
    });
    const found = await recipients.recipientsOf([
      notice({ caseId: 'three' }),
      notice({ caseId: 'gone' }),
      notice({ caseId: 'one', to: 'supervisors-and-assignee' }),
      notice({ caseId: 'two' }),
    ]);
    const ids = found.map((members) => members.map(({ _id }) => _id));
    expect(ids).to.deep.equal([['handler'], [], ['supervisor', 'handler'], ['supervisor']]);
    expect(asked.toSorted()).to.deep.equal(['member:handler', 'unit:a']);
  });
});
