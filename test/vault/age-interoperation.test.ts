import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { expect } from 'chai';
import {
  type ContentKey,
  CONTENT_SCHEME,
  newContentKey,
  openContent,
  sealContent,
} from '../../src/vault/content.ts';
import { FILE_SCHEME, openFile, sealFile } from '../../src/vault/file-stream.ts';
import { writePlaintext } from '../../src/vault/plaintext.ts';
import { SEALED_SCHEME, sealSecret } from '../../src/vault/sealed-to.ts';
import { collect, inChunks, newTrusted, PLACE } from './support.ts';

function headerOf(scheme: string): string {
  return `["${scheme}","${PLACE.ownerId}","${PLACE.kind}","${PLACE.itemId}",${PLACE.sequence}]\n`;
}

/** `age -d` asks for a passphrase on a terminal only; `script` (util-linux) gives it one. */
async function decryptWithDebiansAge(key: ContentKey, sealed: Uint8Array): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'kanal-age-'));
  try {
    await writeFile(join(folder, 'sealed.age'), sealed);
    const child = spawn('script', ['-qec', 'age -d -o opened sealed.age', '/dev/null'], { cwd: folder });
    child.stdout.once('data', () => child.stdin.write(`${key}\n`));
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(status).to.equal(0);
    return await readFile(join(folder, 'opened'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function isInstalled(): boolean {
  const age = spawnSync('age', ['--version']);
  const script = spawnSync('script', ['--version'], { encoding: 'utf8' });
  return age.status === 0 && script.status === 0 && script.stdout.includes('util-linux');
}

describe('Debian’s age, given the key as the passphrase', () => {
  before(function () {
    if (!isInstalled()) this.skip();
  });

  it('opens a content', async () => {
    const key = newContentKey();
    const { data } = await sealContent(key, PLACE, Buffer.from('Pak Ketua menerima amplop.'));
    const plaintext = await decryptWithDebiansAge(key, data);
    expect(plaintext.toString('latin1')).to.match(/^\["age-content-1",.*\n.*amplop\.\u0080\0+$/);
    expect(plaintext.length).to.equal(4096);
  });

  it('opens a file of many chunks', async () => {
    const key = newContentKey();
    const bytes = Buffer.alloc(1_000_000, 'bukti ');
    const sealed = await collect(sealFile(key, PLACE, inChunks(bytes, 77_777)));
    const plaintext = await decryptWithDebiansAge(key, sealed);
    const header = headerOf(FILE_SCHEME);
    expect(plaintext.subarray(0, header.length).toString()).to.equal(header);
    expect(plaintext.subarray(header.length, header.length + bytes.length).equals(bytes)).to.equal(true);
  });
});

describe('the age library, called directly', () => {
  it('opens what is sealed to a recipient', async () => {
    const { identity, trusted } = await newTrusted();
    const { data } = await sealSecret([trusted], PLACE, Buffer.from('kunci'));
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const text = await decrypter.decrypt(data, 'text');
    expect(text.startsWith(`${headerOf(SEALED_SCHEME)}kunci`)).to.equal(true);
  });

  it('opens a sealed file, whose payload node:crypto made', async () => {
    const key = newContentKey();
    const bytes = Buffer.alloc(200_000, 'bukti ');
    const decrypter = new Decrypter();
    decrypter.addPassphrase(key);
    const plaintext = await decrypter.decrypt(await collect(sealFile(key, PLACE, inChunks(bytes))));
    const expected = writePlaintext(FILE_SCHEME, PLACE, bytes, 4096);
    expect(Buffer.compare(plaintext, expected)).to.equal(0);
  });

  it('makes contents and files that the vault opens', async () => {
    const key = newContentKey();
    const encrypter = new Encrypter();
    encrypter.setPassphrase(key);
    encrypter.setScryptWorkFactor(1);
    const bytes = Buffer.alloc(150_000, 'bukti ');
    const content = await encrypter.encrypt(writePlaintext(CONTENT_SCHEME, PLACE, bytes, 4096));
    const opened = await openContent(key, PLACE, { scheme: CONTENT_SCHEME, data: content });
    expect(Buffer.compare(opened, bytes)).to.equal(0);
    const file = await encrypter.encrypt(writePlaintext(FILE_SCHEME, PLACE, bytes, 4096));
    const read = await collect(openFile(key, PLACE, FILE_SCHEME, inChunks(file, 1000)));
    expect(read.equals(bytes)).to.equal(true);
  });
});
