import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect } from 'chai';
import { UnsupportedRecipient, UntrustedRecipient } from '../../src/vault/errors.ts';
import { newKeyPair } from '../../src/vault/key-pairs.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';

const keys = createServerKeys('one secret');
const otherKeys = createServerKeys('another secret');

describe('a stored recipient', () => {
  it('with its MAC, is trusted for its owner', async () => {
    const { recipient } = await newKeyPair();
    const trusted = keys.trust('unit-1', recipient, keys.macRecipient('unit-1', recipient));
    expect(trusted).to.include({ ownerId: 'unit-1', recipient });
  });

  it('without a MAC, or with one of another owner, recipient, purpose or secret, is refused as UntrustedRecipient', async () => {
    const [{ recipient }, other] = [await newKeyPair(), await newKeyPair()];
    const mac = keys.macRecipient('unit-1', recipient);
    const wrong = [
      '',
      mac.slice(0, -1),
      `${mac}AAAA`,
      `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`,
      keys.macRecipient('unit-2', recipient),
      keys.macRecipient('unit-1', other.recipient),
      keys.mac('recipient', JSON.stringify(['unit-1', recipient])),
      otherKeys.macRecipient('unit-1', recipient),
    ];
    for (const one of wrong) {
      expect(() => keys.trust('unit-1', recipient, one), one).to.throw(UntrustedRecipient);
    }
  });

  it('that lacks the field altogether, is refused as UntrustedRecipient', async () => {
    const { recipient } = await newKeyPair();
    expect(() => keys.trust('unit-1', recipient, undefined)).to.throw(UntrustedRecipient);
  });

  it('of another kind than hybrid, gets no MAC', async () => {
    const recipient = await identityToRecipient(await generateX25519Identity());
    expect(() => keys.macRecipient('unit-1', recipient)).to.throw(UnsupportedRecipient);
  });
});

describe('the server secret', () => {
  it('is told from another one by its check value, which is no other MAC', () => {
    expect(keys.secretCheck()).to.equal(createServerKeys('one secret').secretCheck());
    expect(keys.secretCheck()).not.to.equal(otherKeys.secretCheck());
    expect(keys.secretCheck()).not.to.equal(keys.mac('secret-check', ''));
  });

  it('gives each purpose a key of its own', () => {
    const macs = [keys.mac('email', 'a@b.id'), keys.mac('form', 'a@b.id'), otherKeys.mac('email', 'a@b.id')];
    expect(new Set(macs).size).to.equal(3);
    expect(keys.mac('email', 'a@b.id')).to.equal(macs[0]);
  });
});
