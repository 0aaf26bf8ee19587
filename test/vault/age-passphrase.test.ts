import { Decrypter, Encrypter } from 'age-encryption';
import { expect } from 'chai';
import { openWithPassphrase, sealWithPassphrase } from '../../src/vault/age-file.ts';
import { newPassphraseHeader, openPassphraseHeader } from '../../src/vault/age-passphrase.ts';
import { newContentKey } from '../../src/vault/content.ts';
import { DamagedEnvelope, UnsupportedRecipient, VaultError, WrongKey } from '../../src/vault/errors.ts';

const SIZES = [0, 1, 4_096, 65_535, 65_536, 65_537, 131_072, 200_000];

function bytesOf(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, at) => at % 251);
}

function encrypterWith(passphrase: string): Encrypter {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(1);
  return encrypter;
}

describe('the passphrase files of the vault and of the age library', () => {
  it('open each other’s of every size', async function () {
    this.timeout(60_000);
    for (const size of SIZES) {
      const key = newContentKey();
      const ours = sealWithPassphrase(key, bytesOf(size));
      const theirs = await encrypterWith(key).encrypt(bytesOf(size));
      expect(ours.length).to.equal(theirs.length);
      const decrypter = new Decrypter();
      decrypter.addPassphrase(key);
      expect(Buffer.compare(await decrypter.decrypt(ours), bytesOf(size)), `ours of ${size}`).to.equal(0);
      expect(Buffer.compare(openWithPassphrase(key, theirs), bytesOf(size)), `theirs of ${size}`).to.equal(0);
    }
  });

  it('of several chunks, are refused with one moved, missing, repeated or cut', () => {
    const key = newContentKey();
    const file = sealWithPassphrase(key, bytesOf(3 * 65_536));
    const head = file.subarray(0, 165);
    const chunk = (at: number) => file.subarray(165 + at * 65_552, 165 + (at + 1) * 65_552);
    const orders = [[0, 2, 1], [0, 2], [0, 1], [0, 0, 1, 2], [0, 1, 2, 2], [1, 2], []];
    for (const order of orders) {
      const changed = Buffer.concat([head, ...order.map(chunk)]);
      expect(() => openWithPassphrase(key, changed), order.join()).to.throw(DamagedEnvelope);
    }
    expect(() => openWithPassphrase(key, file.subarray(0, file.length - 1))).to.throw(DamagedEnvelope);
  });
});

describe('a header under a passphrase', () => {
  it('opens under it and says WrongKey under every other', () => {
    const key = newContentKey();
    const { header, fileKey } = newPassphraseHeader(key);
    expect(openPassphraseHeader(key, header).equals(fileKey)).to.equal(true);
    expect(() => openPassphraseHeader(newContentKey(), header)).to.throw(WrongKey);
  });

  it('has one spelling: a byte more, less, or other is refused', () => {
    const key = newContentKey();
    const text = newPassphraseHeader(key).header.toString('latin1');
    const wrong = [
      `${text}\n`,
      text.slice(0, -1),
      text.replace('\n--- ', '=\n--- '),
      text.replaceAll('\n', '\r\n'),
      text.replace(' 1\n', ' 01\n'),
      text.replace(' 1\n', ' 1 1\n'),
      text.replace('---', '-> scrypt AAAAAAAAAAAAAAAAAAAAAA 1\n\n---'),
      '',
    ];
    for (const changed of wrong)
      expect(() => openPassphraseHeader(key, Buffer.from(changed, 'latin1')), changed).to.throw(VaultError);
  });

  it('whose spare bits of the MAC are set, is refused although they decode to the same', () => {
    const key = newContentKey();
    const { header } = newPassphraseHeader(key);
    const changed = Buffer.from(header);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const at = changed.length - 2;
    changed.write(alphabet[alphabet.indexOf(String.fromCodePoint(changed[at] ?? 0)) + 1] ?? '', at);
    expect(() => openPassphraseHeader(key, changed)).to.throw(DamagedEnvelope);
  });

  it('of another kind of stanza, is refused by name', async () => {
    const key = newContentKey();
    const { header } = newPassphraseHeader(key);
    const other = header.toString('latin1').replace('-> scrypt ', '-> X25519 ');
    expect(() => openPassphraseHeader(key, Buffer.from(other))).to.throw(UnsupportedRecipient);
  });
});
