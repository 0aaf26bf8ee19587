import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect } from 'chai';
import { newCaseKeys, openCaseKeys, sealCaseKeys } from '../../src/vault/case-keys.ts';
import {
  DamagedEnvelope,
  UnknownScheme,
  UnsupportedRecipient,
  UntrustedRecipient,
  WrongKey,
  WrongPlace,
} from '../../src/vault/errors.ts';
import {
  assertHybridRecipient,
  newKeyPair,
  recipientFingerprint,
  recipientOf,
} from '../../src/vault/key-pairs.ts';
import { openSecret, sealSecret } from '../../src/vault/sealed-to.ts';
import type { TrustedRecipient } from '../../src/vault/trusted-recipient.ts';
import { errorOf, newTrusted, OTHER_PLACES, PLACE } from './support.ts';

const SECRET = Buffer.from('AGE-SECRET-KEY-PQ-1EXAMPLE');

describe('a secret sealed to recipients', () => {
  it('opens for each of them alone, also among other identities, and for nobody else', async () => {
    const [first, second, stranger] = [await newTrusted('a'), await newTrusted('b'), await newTrusted('c')];
    const envelope = await sealSecret([first.trusted, second.trusted], PLACE, SECRET);
    for (const identities of [[first.identity], [second.identity], [stranger.identity, second.identity]]) {
      expect(Buffer.compare(await openSecret(identities, PLACE, envelope), SECRET)).to.equal(0);
    }
    expect(await errorOf(openSecret([stranger.identity], PLACE, envelope))).to.be.instanceOf(WrongKey);
    expect(await errorOf(openSecret([], PLACE, envelope))).to.be.instanceOf(WrongKey);
  });

  it('moved to another place or of an unknown scheme, is refused by name', async () => {
    const { identity, trusted } = await newTrusted();
    const envelope = await sealSecret([trusted], PLACE, SECRET);
    for (const other of OTHER_PLACES) {
      expect(await errorOf(openSecret([identity], other, envelope))).to.be.instanceOf(WrongPlace);
    }
    const opening = openSecret([identity], PLACE, { ...envelope, scheme: 'age-sealed-2' });
    expect(await errorOf(opening)).to.be.instanceOf(UnknownScheme);
  });

  it('to nobody, or to more than 64, is not sealed', async () => {
    const { trusted } = await newTrusted();
    for (const recipients of [[], Array.from({ length: 65 }, () => trusted)]) {
      expect(await errorOf(sealSecret(recipients, PLACE, SECRET))).to.be.instanceOf(UnsupportedRecipient);
    }
  });

  it('opened with an identity that is not a hybrid one, is refused as UnsupportedRecipient', async () => {
    const { identity, trusted } = await newTrusted();
    const envelope = await sealSecret([trusted], PLACE, SECRET);
    for (const wrong of [await generateX25519Identity(), identity.slice(0, -1), identity.toLowerCase(), '']) {
      expect(await errorOf(openSecret([wrong], PLACE, envelope))).to.be.instanceOf(UnsupportedRecipient);
    }
  });
});

describe('a recipient that did not pass its MAC', () => {
  it('is refused whatever shape it has', async () => {
    const { recipient, trusted } = await newTrusted();
    const copy: TrustedRecipient = { ...trusted };
    const swapped: TrustedRecipient = { ...trusted, recipient: (await newKeyPair()).recipient };
    const inherited: TrustedRecipient = Object.create(trusted, { recipient: { value: recipient } });
    for (const forged of [copy, swapped, inherited]) {
      const sealing = sealSecret([trusted, forged], PLACE, SECRET);
      expect(await errorOf(sealing)).to.be.instanceOf(UntrustedRecipient);
    }
  });

  it('cannot be smuggled into one that did', async () => {
    const { trusted } = await newTrusted();
    expect(Object.isFrozen(trusted)).to.equal(true);
  });
});

describe('case keys', () => {
  it('open for their own case only', async () => {
    const { identity, trusted } = await newTrusted();
    const keys = newCaseKeys();
    const envelope = await sealCaseKeys([trusted], 'case-1', keys);
    expect(await openCaseKeys([identity], 'case-1', envelope)).to.eql({ ...keys, withRecovery: false });
    expect(await errorOf(openCaseKeys([identity], 'case-2', envelope))).to.be.instanceOf(WrongPlace);
  });

  it('that are no keys, are refused as DamagedEnvelope', async () => {
    const { identity, trusted } = await newTrusted();
    const place = { ownerId: 'case-1', kind: 'case-keys', itemId: '', sequence: 0 };
    const envelope = await sealSecret([trusted], place, Buffer.from('{"office":"a","conversation":"b"}'));
    expect(await errorOf(openCaseKeys([identity], 'case-1', envelope))).to.be.instanceOf(DamagedEnvelope);
  });
});

describe('a hybrid recipient', () => {
  it('is told from every other kind and from damaged ones', async () => {
    const { identity, recipient } = await newKeyPair();
    assertHybridRecipient(recipient);
    expect(await recipientOf(identity)).to.equal(recipient);
    const x25519 = await identityToRecipient(await generateX25519Identity());
    const damaged = recipient.slice(0, 900) + (recipient[900] === 'q' ? 'p' : 'q') + recipient.slice(901);
    const tag = `age1tagpq1${recipient.slice(7)}`;
    const others = [
      x25519,
      damaged,
      tag,
      recipient.slice(1),
      recipient.toUpperCase(),
      `${recipient}\n`,
      identity,
      '',
    ];
    for (const other of others) expect(() => assertHybridRecipient(other)).to.throw(UnsupportedRecipient);
  });

  it('has a fingerprint of four groups that differs from another one’s', async () => {
    const [first, second] = [await newKeyPair(), await newKeyPair()];
    const fingerprint = recipientFingerprint(first.recipient);
    expect(fingerprint).to.match(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(recipientFingerprint(first.recipient)).to.equal(fingerprint);
    expect(recipientFingerprint(second.recipient)).not.to.equal(fingerprint);
  });
});
