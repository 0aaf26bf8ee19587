import { randomBytes } from 'node:crypto';
import { ml_kem768 as library } from '@noble/post-quantum/ml-kem.js';
import { expect } from 'chai';
import { libraryMlKem, mlKem, nodeMlKem } from '../../src/vault/ml-kem.ts';

const node = nodeMlKem();

function newPair(): { seed: Buffer; publicKey: Uint8Array } {
  const seed = randomBytes(64);
  return { seed, publicKey: library.keygen(new Uint8Array(seed)).publicKey };
}

/** A public key whose first coefficient is no remainder of 3329. */
function outOfRange(): Uint8Array {
  const { publicKey } = newPair();
  publicKey.set([0xff, 0xff], 0);
  return publicKey;
}

describe('ML-KEM-768', () => {
  it('on any Node, opens what it sealed', () => {
    const { seed, publicKey } = newPair();
    const { cipherText, sharedSecret } = mlKem.encapsulate(publicKey);
    expect(cipherText).to.have.length(1088);
    expect(Buffer.compare(mlKem.privateKey(seed)(cipherText), sharedSecret)).to.equal(0);
  });

  it('on Node 24.7 and newer, is what node:crypto has', () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const [openssl = 0, feature = 0] = process.versions.openssl.split('.').map(Number);
    const isNew = major > 24 || (major === 24 && minor >= 7);
    const hasLattices = openssl > 3 || (openssl === 3 && feature >= 5);
    expect(node !== undefined).to.equal(isNew && hasLattices);
  });

  if (!node) return;

  it('of node:crypto and of the library, open what the other sealed and make the same of a damaged one', () => {
    for (let turn = 0; turn < 20; turn += 1) {
      const { seed, publicKey } = newPair();
      for (const [ours, theirs] of [
        [node, libraryMlKem],
        [libraryMlKem, node],
      ] as const) {
        const { cipherText, sharedSecret } = ours.encapsulate(publicKey);
        expect(Buffer.compare(theirs.privateKey(seed)(cipherText), sharedSecret)).to.equal(0);
        const damaged = Uint8Array.from(cipherText);
        damaged[turn] = (damaged[turn] ?? 0) ^ 1;
        const made = ours.privateKey(seed)(damaged);
        expect(Buffer.compare(theirs.privateKey(seed)(damaged), made)).to.equal(0);
        expect(Buffer.compare(made, sharedSecret)).not.to.equal(0);
      }
    }
    expect(() => node.encapsulate(outOfRange())).to.throw();
  });
});
