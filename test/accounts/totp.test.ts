import { expect } from 'chai';
import {
  newTotpSecret,
  openTotpSecret,
  sealTotpSecret,
  totpStepOf,
} from '../../src/accounts/sign-in/totp.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';

const fails = async (...given: Parameters<typeof openTotpSecret>) =>
  openTotpSecret(...given).then(
    () => false,
    () => true,
  );

describe('codes of an authenticator app', () => {
  // RFC 6238, appendix B, SHA-1, cut to six digits; the secret is “12345678901234567890” in base 32.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const vectors = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ] as const;
  for (const [seconds, code] of vectors)
    it(`are those of RFC 6238 at ${seconds} s`, () => {
      const step = Math.floor(seconds / 30);
      const at = (offset: number) => new Date((seconds + offset) * 1000);
      expect(totpStepOf(secret, code, at(0))).to.equal(step);
      expect(totpStepOf(secret, `${code.slice(0, 3)} ${code.slice(3)}`, at(30)), 'a step later').to.equal(
        step,
      );
      expect(totpStepOf(secret, code, at(90)), 'three steps later').to.equal(undefined);
      expect(totpStepOf(secret, '12345', at(0))).to.equal(undefined);
    });

  it('come from a secret that opens only with the identity and the server secret together', async () => {
    const keys = createServerKeys('a server secret for tests, long enough');
    const others = createServerKeys('another server secret, long enough too');
    const made = newTotpSecret();
    expect(made).to.match(/^[A-Z2-7]{32}$/);
    const sealed = await sealTotpSecret(keys, 'm1', 'IDENTITY', made);
    expect(await openTotpSecret(keys, 'm1', 'IDENTITY', sealed)).to.equal(made);
    expect(await fails(others, 'm1', 'IDENTITY', sealed), 'another server secret').to.equal(true);
    expect(await fails(keys, 'm1', 'ANOTHER', sealed), 'another identity').to.equal(true);
    expect(await fails(keys, 'm2', 'IDENTITY', sealed), 'another member').to.equal(true);
  });
});
