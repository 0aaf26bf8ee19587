import { armor, Decrypter } from 'age-encryption';
import { expect } from 'chai';
import { UntrustedRecipient } from '../../src/vault/errors.ts';
import { checkRecoveryAnswer, newRecoveryChallenge } from '../../src/vault/recovery.ts';
import { errorOf, newTrusted } from './support.ts';

async function answerOf(armored: string, identity: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return await decrypter.decrypt(armor.decode(armored), 'text');
}

describe('a recovery challenge', () => {
  it('opened with the recovery key by any age, gives an answer that is accepted as a person would type it', async () => {
    const { identity, trusted } = await newTrusted('recovery');
    const { armored, answerHash } = await newRecoveryChallenge(trusted);
    const answer = await answerOf(armored, identity);
    expect(answer).to.match(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}\n$/);
    for (const typed of [answer, answer.toLowerCase(), ` ${answer.replaceAll('-', ' ')} `]) {
      expect(checkRecoveryAnswer(typed, answerHash)).to.equal(true);
    }
  });

  it('with another answer or none, is not passed', async () => {
    const { identity, trusted } = await newTrusted('recovery');
    const [first, second] = [await newRecoveryChallenge(trusted), await newRecoveryChallenge(trusted)];
    for (const typed of [
      await answerOf(second.armored, identity),
      '',
      first.answerHash,
      'x'.repeat(100_000),
    ]) {
      expect(checkRecoveryAnswer(typed, first.answerHash)).to.equal(false);
    }
    expect(checkRecoveryAnswer(await answerOf(first.armored, identity), '')).to.equal(false);
  });

  it('for a recipient whose MAC was not checked, is not made', async () => {
    const { trusted } = await newTrusted('recovery');
    expect(await errorOf(newRecoveryChallenge({ ...trusted }))).to.be.instanceOf(UntrustedRecipient);
  });
});
