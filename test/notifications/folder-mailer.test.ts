import { expect } from 'chai';
import { simpleParser } from 'mailparser';
import { type FileHandle, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFolderMailer } from '../../src/notifications/mailer.ts';
import { startPortal } from '../support/portal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('Mail without a mail server', () => {
  const message = {
    to: 'pimpinan@office.example',
    subject: 'Ada yang perlu Anda baca',
    text: 'Ada yang perlu Anda baca …\n',
    messageId: '<one@office.example>',
    date: new Date('2026-03-02T05:00:00Z'),
  };

  it('is a file that mail programs open, for its owner only', async () => {
    await using folder = await temporaryFolder();
    const mailFolder = join(folder.path, 'mail');
    await createFolderMailer(mailFolder, 'Kanal <kanal@office.example>').send(message);
    const [name = ''] = await readdir(mailFolder);
    const path = join(mailFolder, name);
    expect(name).to.match(/^[0-9a-f]{32}\.eml$/);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    const mail = await simpleParser(await readFile(path));
    expect(mail).to.deep.include({
      subject: message.subject,
      text: message.text,
      messageId: message.messageId,
    });
    expect(mail.headers.has('x-mailer')).to.equal(false);
  });

  it('tells the day and not the time, in the file, of the file and of the folder', async () => {
    await using folder = await temporaryFolder();
    const mailFolder = join(folder.path, 'mail');
    await createFolderMailer(mailFolder, 'kanal@office.example').send(message);
    const [name = ''] = await readdir(mailFolder);
    const day = '2026-03-02T00:00:00.000Z';
    const times = await Promise.all([stat(join(mailFolder, name)), stat(mailFolder)]);
    expect(times.map(({ mtime }) => mtime.toISOString())).to.deep.equal([day, day]);
    expect((await simpleParser(await readFile(join(mailFolder, name)))).date?.toISOString()).to.equal(day);
  });

  it('is one file for one message, however often it is written', async () => {
    await using folder = await temporaryFolder();
    const mailer = createFolderMailer(folder.path, 'kanal@office.example');
    await Promise.all([mailer.send(message), mailer.send({ ...message, messageId: '<two@office.example>' })]);
    await mailer.send(message);
    expect(await readdir(folder.path)).to.have.length(2);
  });

  it('is on the disk under its name once it counts as sent', async () => {
    await using folder = await temporaryFolder();
    const { ino } = await stat(folder.path);
    await using handle = await open(folder.path);
    const handles: { sync: (this: FileHandle) => Promise<void> } = Object.getPrototypeOf(handle);
    const { sync } = handles;
    const flushed: string[][] = [];
    handles.sync = async function noting() {
      await sync.call(this);
      if ((await this.stat()).ino === ino) flushed.push(await readdir(folder.path));
    };
    try {
      await createFolderMailer(folder.path, 'kanal@office.example').send(message);
    } finally {
      handles.sync = sync;
    }
    expect(flushed.flat()).to.have.length(1).and.to.match(/\.eml/);
  });

  it('is refused where its folder cannot be written, which a monitor is told', async () => {
    await using portal = await startPortal({ onSharedStore: true, withoutTimers: true });
    const mailFolder = join(portal.dataFolder, 'mail');
    const told = async () => {
      portal.clock.advance({ seconds: 61 });
      await portal.services.jobs.runNow('mail-check');
      return (await fetch(`${portal.url}/readyz`)).json();
    };
    await writeFile(mailFolder, 'in the way');
    expect(await told()).to.include({ status: 'ok', mail: 'unavailable' });
    await rm(mailFolder);
    expect(await told()).to.include({ status: 'ok', mail: 'folder' });
  });

  it('is removed once its day is over for good, and nothing else in the folder is', async () => {
    await using folder = await temporaryFolder();
    const mailer = createFolderMailer(join(folder.path, 'mail'), 'kanal@office.example');
    await mailer.forgetBefore(new Date());
    await mailer.send(message);
    await mailer.send({
      ...message,
      messageId: '<late@office.example>',
      date: new Date('2026-04-02T05:06:07Z'),
    });
    await writeFile(join(folder.path, 'mail', 'note.eml'), 'of somebody else');
    await utimes(join(folder.path, 'mail', 'note.eml'), 0, 0);
    const before = await readdir(join(folder.path, 'mail'));
    await mailer.forgetBefore(new Date('2026-04-02T00:00:00Z'));
    const after = await readdir(join(folder.path, 'mail'));
    expect([before.length, after.length]).to.deep.equal([3, 2]);
    expect(after).to.include('note.eml');
  });
});
