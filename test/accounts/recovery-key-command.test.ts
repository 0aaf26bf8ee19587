import { expect } from 'chai';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandRefused, recoveryKeyCommand } from '../../src/accounts/keys/recovery-key-command.ts';
import { openChallenge, type ResealedBundle } from '../../src/accounts/keys/recovery-bundle.ts';
import { newKeyPair } from '../../src/vault/key-pairs.ts';
import { checkRecoveryAnswer, newRecoveryChallenge } from '../../src/vault/recovery.ts';
import { openSecret, sealSecret } from '../../src/vault/sealed-to.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const serverKeys = createServerKeys('a server secret for tests, long enough');

function trusted(recipient: string) {
  return serverKeys.trust('owner', recipient, serverKeys.macRecipient('owner', recipient));
}

async function refusal(args: string[]): Promise<unknown> {
  return recoveryKeyCommand(args).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('the command recovery-key', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let keyFile: string;
  let recipient: string;
  before(async () => {
    folder = await temporaryFolder();
    keyFile = join(folder.path, 'kunci.txt');
    recipient = (await recoveryKeyCommand(['--out', keyFile])).split('\n').at(-1) ?? '';
  });
  after(async () => folder.remove());

  it('with a file to write, makes a key that only its owner may read, and overwrites none', async () => {
    const { mode } = await stat(keyFile);
    expect([mode % 0o1000, recipient.startsWith('age1pq1')]).to.eql([0o600, true]);
    expect(await refusal(['--out', keyFile])).to.be.instanceOf(CommandRefused);
  });

  it('with a challenge, prints the answer', async () => {
    const { armored } = await newRecoveryChallenge(trusted(recipient));
    const file = join(folder.path, 'tantangan.txt');
    await writeFile(file, armored);
    const answer = await recoveryKeyCommand(['--open', file, '--key', keyFile]);
    expect(answer).to.equal(await openChallenge(await readFile(keyFile, 'utf8'), armored));
    expect(answer).to.match(/^\w{4}(?:-\w{4}){3}$/);
  });

  it('with a bundle, locks its keys for the member with their place unchanged', async () => {
    const place = { ownerId: 'unit', kind: 'intake-identity', itemId: 'key', sequence: 1 };
    const envelope = await sealSecret([trusted(recipient)], place, Buffer.from('the intake identity'));
    const member = await newKeyPair();
    const file = join(folder.path, 'berkas.json');
    const keys = [Buffer.from(envelope.data).toString('base64')];
    const { armored: challenge, answerHash } = await newRecoveryChallenge(trusted(recipient));
    await writeFile(file, JSON.stringify({ recipient: member.recipient, challenge, keys }));
    const printed: ResealedBundle = JSON.parse(
      await recoveryKeyCommand(['--restore', file, '--key', keyFile]),
    );
    expect(checkRecoveryAnswer(printed.answer, answerHash)).to.equal(true);
    const resealed = { scheme: envelope.scheme, data: Buffer.from(printed.keys[0] ?? '', 'base64') };
    const opened = await openSecret([member.identity], place, resealed);
    expect(Buffer.from(opened).toString()).to.equal('the intake identity');
  });

  it('with another key, a missing file or an unknown option, says so in a named error', async () => {
    const other = join(folder.path, 'lain.txt');
    await recoveryKeyCommand(['--out', other]);
    const file = join(folder.path, 'tantangan-lain.txt');
    await writeFile(file, (await newRecoveryChallenge(trusted(recipient))).armored);
    for (const args of [
      ['--open', file, '--key', other],
      ['--open', file],
      ['--open', join(folder.path, 'none'), '--key', keyFile],
      ['--restore', file, '--key', keyFile],
      ['--unknown'],
    ])
      expect(await refusal(args), args.join(' ')).to.be.instanceOf(CommandRefused);
  });
});
