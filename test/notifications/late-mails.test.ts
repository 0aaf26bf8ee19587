import { expect } from 'chai';
import { createLateMails } from '../../src/notifications/late-mails.ts';
import { createMailNames } from '../../src/notifications/mail-names.ts';
import type { MailProblem } from '../../src/notifications/mail-problem.ts';
import type { WaitingMail } from '../../src/notifications/mail-store.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';

describe('Mail that is late', () => {
  const names = createMailNames(createServerKeys('a secret of the tests of late mail'));
  const members = ['one', 'two', 'three', 'without'];

  function late(key: string, memberId: string, problem?: MailProblem): WaitingMail {
    const date = new Date(`2026-03-0${key}T08:00:00Z`);
    return { ...names.nameOf(key, memberId), date, ...(problem && { problem }) };
  }

  /** Finds it for these members, and counts how often it is asked whose a mail is. */
  function counting(memberIds: readonly string[] = members) {
    const counted = { asked: 0 };
    const isTo: typeof names.isTo = (mail, memberId) => {
      counted.asked += 1;
      return names.isTo(mail, memberId);
    };
    return { counted, find: createLateMails({ names: { isTo }, everyMemberId: async () => memberIds }) };
  }

  const mails = [
    late('1', 'two'),
    late('2', 'one', 'busy'),
    late('3', 'two', 'recipient'),
    late('4', 'three'),
  ];

  it('is told to its member since the first of them, and whether one is refused for good', async () => {
    const of = await counting().find(mails);
    expect(members.map((memberId) => of(memberId))).to.deep.equal([
      { since: mails[1]?.date, isRefused: false },
      { since: mails[0]?.date, isRefused: true },
      { since: mails[3]?.date, isRefused: false },
      undefined,
    ]);
  });

  it('costs a page nothing more once it is known whose it is, whoever asks', async () => {
    const { counted, find } = counting();
    const first = await find(mails);
    const { asked } = counted;
    for (const of of [first, await find(mails)]) for (const memberId of members) of(memberId);
    expect(counted.asked).to.equal(asked);
    await find([...mails, late('5', 'one')]);
    expect(counted.asked).to.equal(asked + 1);
  });

  it('of a member who came since, or whom nobody knows, is looked for again', async () => {
    const known = ['one'];
    const { find } = counting(known);
    expect((await find(mails))('two')).to.equal(undefined);
    known.push('two');
    expect((await find(mails))('two')).to.deep.equal({ since: mails[0]?.date, isRefused: true });
  });
});
