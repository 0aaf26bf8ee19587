import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect } from 'chai';
import { openStream } from '../../src/vault/age-stream.ts';
import { newCaseKeys, openCaseKeys, sealCaseKeys } from '../../src/vault/case-keys.ts';
import { CONTENT_SCHEME, newContentKey, openContent, sealContent } from '../../src/vault/content.ts';
import { DamagedEnvelope, UnsupportedRecipient, VaultError } from '../../src/vault/errors.ts';
import { FILE_SCHEME, openFile } from '../../src/vault/file-stream.ts';
import { newKeyPair } from '../../src/vault/key-pairs.ts';
import { writePlaintext } from '../../src/vault/plaintext.ts';
import { openSecret, SEALED_SCHEME } from '../../src/vault/sealed-to.ts';
import { newToken, tokenKeys } from '../../src/vault/token.ts';
import { unwrapSecret, wrapSecret } from '../../src/vault/wrapping.ts';
import { collect, errorOf, flipped, inChunks, newTrusted, PLACE } from './support.ts';

describe('an envelope that was changed', () => {
  it('in a byte of a content, is refused with a named error', async function () {
    this.timeout(60_000);
    const key = newContentKey();
    const { scheme, data } = await sealContent(key, PLACE, Buffer.from('laporan'));
    for (let position = 0; position < data.length; position += 1) {
      // Every byte of a whole envelope is flipped below; the bytes inside this one's only chunk are alike: every ninth.
      if (position > 400 && position < data.length - 100 && position % 9 > 0) continue;
      const opening = openContent(key, PLACE, { scheme, data: flipped(data, position) });
      expect(await errorOf(opening), `byte ${position}`).to.be.instanceOf(VaultError);
    }
  });

  it('in any one byte of a wrapped secret, whichever its bit, is refused with a named error', async function () {
    this.timeout(60_000);
    const { wrappingKey } = tokenKeys('draft', newToken());
    const { scheme, data } = await wrapSecret(wrappingKey, PLACE, Buffer.from('rahasia'));
    for (let position = 0; position < data.length; position += 1) {
      const changed = flipped(data, position, 1 << (position % 8));
      const opening = unwrapSecret(wrappingKey, PLACE, { scheme, data: changed });
      expect(await errorOf(opening), `byte ${position}`).to.be.instanceOf(VaultError);
    }
  });

  it('in a byte of sealed case keys, is refused with a named error', async function () {
    this.timeout(120_000);
    const { identity, trusted } = await newTrusted();
    const { scheme, data } = await sealCaseKeys([trusted], 'case', newCaseKeys());
    const share = Buffer.from(data).indexOf('mlkem768x25519 ') + 15;
    for (let position = 0; position < data.length; position += 1) {
      // Inside the encapsulated key each try costs a decapsulation, and all of its bytes are alike: every ninth.
      if (position > share + 16 && position < share + 1478 && position % 9 > 0) continue;
      const opening = openCaseKeys([identity], 'case', { scheme, data: flipped(data, position) });
      expect(await errorOf(opening), `byte ${position}`).to.be.instanceOf(VaultError);
    }
  });

  it('by cutting or adding at its end, is refused as DamagedEnvelope', async () => {
    const key = newContentKey();
    const { scheme, data } = await sealContent(key, PLACE, Buffer.from('laporan'));
    const changed = [0, 1, 22, 148, 149, 160, 165, 170, data.length - 1].map((size) =>
      data.subarray(0, size),
    );
    for (const wrong of [...changed, Buffer.concat([data, Buffer.alloc(1)]), Buffer.concat([data, data])]) {
      expect(await errorOf(openContent(key, PLACE, { scheme, data: wrong }))).to.be.instanceOf(
        DamagedEnvelope,
      );
    }
  });
});

describe('an age file that somebody else made', () => {
  it('with the right passphrase but another work factor, is refused before scrypt runs', async () => {
    const key = newContentKey();
    for (const workFactor of [2, 10]) {
      const encrypter = new Encrypter();
      encrypter.setPassphrase(key);
      encrypter.setScryptWorkFactor(workFactor);
      const data = await encrypter.encrypt(writePlaintext(CONTENT_SCHEME, PLACE, Buffer.from('x'), 4096));
      const opening = openContent(key, PLACE, { scheme: CONTENT_SCHEME, data });
      expect(await errorOf(opening)).to.be.instanceOf(UnsupportedRecipient);
    }
  });

  it('that asks for a work factor of 20, costs no time', async () => {
    const key = newContentKey();
    const { scheme, data } = await sealContent(key, PLACE, Buffer.from('x'));
    const hostile = Buffer.from(Buffer.from(data).toString('latin1').replace(' 1\n', ' 20\n'), 'latin1');
    const opening = openContent(key, PLACE, { scheme, data: hostile });
    expect(await errorOf(opening)).to.be.instanceOf(UnsupportedRecipient);
  });

  it('to a recipient instead of a passphrase, is refused as UnsupportedRecipient', async () => {
    const { recipient } = await newKeyPair();
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    const data = await encrypter.encrypt(writePlaintext(CONTENT_SCHEME, PLACE, Buffer.from('x'), 4096));
    const opening = openContent(newContentKey(), PLACE, { scheme: CONTENT_SCHEME, data });
    expect(await errorOf(opening)).to.be.instanceOf(UnsupportedRecipient);
  });

  it('to a hybrid and an X25519 recipient, is refused as UnsupportedRecipient', async () => {
    const { identity, recipient } = await newKeyPair();
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
    const data = await encrypter.encrypt(writePlaintext(SEALED_SCHEME, PLACE, Buffer.from('x'), 512));
    const opening = openSecret([identity], PLACE, { scheme: SEALED_SCHEME, data });
    expect(await errorOf(opening)).to.be.instanceOf(UnsupportedRecipient);
  });

  it('with more stanzas than any envelope needs, is refused before a key is tried', async () => {
    const { identity } = await newKeyPair();
    const encrypter = new Encrypter();
    const stanza = { args: ['mlkem768x25519', 'A'.repeat(1494)], body: new Uint8Array(32) };
    encrypter.addRecipient({ wrapFileKey: () => Array.from({ length: 65 }, () => stanza) });
    const data = await encrypter.encrypt(writePlaintext(SEALED_SCHEME, PLACE, Buffer.from('x'), 512));
    const opening = openSecret([identity], PLACE, { scheme: SEALED_SCHEME, data });
    expect(await errorOf(opening)).to.be.instanceOf(UnsupportedRecipient);
  });

  it('with other padding than ours, is refused as DamagedEnvelope, also as a stream', async () => {
    const key = newContentKey();
    const encrypter = new Encrypter();
    encrypter.setPassphrase(key);
    encrypter.setScryptWorkFactor(1);
    const padded = writePlaintext(FILE_SCHEME, PLACE, Buffer.from('foto'), 4096);
    for (const plaintext of [padded.subarray(0, 4000), Buffer.concat([padded, Buffer.alloc(256)])]) {
      const opened = openFile(key, PLACE, FILE_SCHEME, inChunks(await encrypter.encrypt(plaintext)));
      expect(await errorOf(collect(opened))).to.be.instanceOf(DamagedEnvelope);
    }
  });

  it('that ends after its header, is refused as DamagedEnvelope before anything is padded or not', async () => {
    const key = newContentKey();
    const { data } = await sealContent(key, PLACE, Buffer.from('x'));
    const opened = openStream(key, inChunks(data.subarray(0, 149 + 16)));
    expect(await errorOf(collect(opened))).to.be.instanceOf(DamagedEnvelope);
  });
});
