import { Decrypter, Encrypter } from 'age-encryption';
import { bech32 } from '@scure/base';
import { expect } from 'chai';
import { openWithIdentities, sealToRecipients } from '../../src/vault/age-file.ts';
import { UnsupportedRecipient } from '../../src/vault/errors.ts';
import { newKeyPair } from '../../src/vault/key-pairs.ts';

const SIZES = [0, 1, 512, 65_535, 65_536, 65_537, 131_072, 200_000];

function bytesOf(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, at) => at % 251);
}

function withX25519Key(recipient: string, key: Uint8Array): string {
  const bytes = bech32.fromWords(bech32.decodeUnsafe(recipient, false)?.words ?? []);
  return bech32.encode(
    'age1pq',
    bech32.toWords(Uint8Array.from([...bytes.subarray(0, 1184), ...key])),
    false,
  );
}

describe('the hybrid seal of the vault and of the age library', () => {
  it('open each other’s files of every size, for two recipients', async function () {
    this.timeout(60_000);
    const pairs = [await newKeyPair(), await newKeyPair()];
    for (const size of SIZES) {
      const plaintext = bytesOf(size);
      const ours = sealToRecipients(
        pairs.map(({ recipient }) => recipient),
        plaintext,
      );
      const encrypter = new Encrypter();
      for (const { recipient } of pairs) encrypter.addRecipient(recipient);
      const theirs = await encrypter.encrypt(plaintext);
      expect(ours.length, `length with ${size} bytes`).to.equal(theirs.length);
      for (const { identity } of pairs) {
        const decrypter = new Decrypter();
        decrypter.addIdentity(identity);
        expect(Buffer.compare(await decrypter.decrypt(ours), plaintext), `ours of ${size}`).to.equal(0);
        const opened = await openWithIdentities([identity], theirs);
        expect(Buffer.compare(opened, plaintext), `theirs of ${size}`).to.equal(0);
      }
    }
  });

  it('agree fifty times in both directions, with fresh keys each time', async function () {
    this.timeout(60_000);
    for (let turn = 0; turn < 50; turn += 1) {
      const { identity, recipient } = await newKeyPair();
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      expect(await decrypter.decrypt(sealToRecipients([recipient], bytesOf(3)))).to.eql(bytesOf(3));
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      const opened = await openWithIdentities([identity], await encrypter.encrypt(bytesOf(3)));
      expect(Buffer.compare(opened, bytesOf(3))).to.equal(0);
    }
  });
});

describe('a hybrid recipient whose X25519 key is of low order', () => {
  it('is refused as UnsupportedRecipient', async () => {
    const { recipient } = await newKeyPair();
    for (const first of [0, 1]) {
      const wrong = withX25519Key(
        recipient,
        Uint8Array.from({ length: 32 }, (_, at) => (at ? 0 : first)),
      );
      expect(() => sealToRecipients([wrong], bytesOf(3))).to.throw(UnsupportedRecipient);
    }
  });
});
