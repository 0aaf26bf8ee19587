import { request } from 'node:http';
import { expect } from 'chai';
import { removeBuiltProgram } from '../support/built-program.ts';
import { createClient } from '../support/http.ts';
import { letMailsLeave } from '../support/mails.ts';
import { openFiles, sendReport, serviceReport } from '../support/sample-portal.ts';
import { until } from '../support/until.ts';
import { UPLOAD_TYPE, uploadHead } from '../support/upload-head.ts';
import { severalPortals, type SeveralPortals } from './several-portals.ts';

/** After how many seconds a process that was heard of no more counts as dead. */
const LEASE_SECONDS = 60;

after(removeBuiltProgram); // at the end of the whole run

describe('a portal that was killed among others', function () {
  this.timeout(600_000);
  let portals: SeveralPortals;

  before(async () => {
    portals = await severalPortals();
  });
  after(async () => portals[Symbol.asyncDispose]());

  const lease = async (_id: string) =>
    portals.sample.services.database
      .collection<{ _id: string; holder: string; until: Date }>('leases')
      .findOne({ _id });

  it('in the midst of a mail, is followed by another one within a minute, with the same Message-ID', async () => {
    const { mail } = portals;
    const holder = await portals.start();
    const letGo = mail.holdAnswers();
    const offered = mail.nextOffer();
    await sendReport(createClient(holder.url), serviceReport);
    await until(async () => (await letMailsLeave(portals.sample.services)) > 0);
    await offered;
    const other = await portals.start();
    await holder.kill();
    const dead = (await lease('mail'))?.holder.split('.')[0];
    const left = ((await lease(`process:${dead}`))?.until.getTime() ?? 0) - Date.now();
    expect(left).to.be.within(1, LEASE_SECONDS * 1000);
    letGo();
    expect(mail.offered, other.url).to.have.length(1);
    const again = mail.nextOffer();
    await portals.start({ clockAhead: LEASE_SECONDS }); // its clock says that the minute is over
    await again;
    await until(() => mail.taken.some(({ messageId }) => messageId === mail.offered[1]));
    expect(new Set(mail.offered).size).to.equal(1);
  });

  /** Begins to upload a file and leaves the rest of it unsent. @returns its id, once its first chunks are stored */
  async function beginUpload(url: string): Promise<string> {
    const { database } = portals.sample.services;
    const known = await database.collection('chunks').distinct('fileId');
    const page = await openFiles(createClient(url), serviceReport);
    const headers = { 'content-type': UPLOAD_TYPE, 'content-length': '2000000' };
    const sent = request(`${url}/lapor/berkas`, { method: 'POST', headers });
    sent.on('error', () => undefined);
    sent.write(uploadHead(page.value('token')));
    sent.write(Buffer.alloc(1_000_000));
    const begun = async () => database.collection('chunks').findOne({ fileId: { $nin: known } });
    await until(async () => (await begun()) !== null);
    return String((await begun())?.['fileId']);
  }

  it('in the midst of an upload, has its part swept by another one, and the uploads of the living are left', async () => {
    const { sample } = portals;
    const { services, clock } = sample;
    const files = services.database.collection<{ _id: string; uploader: string }>('files');
    const chunks = services.database.collection('chunks');
    const [dead, living] = await Promise.all([portals.start(), portals.start()]);
    const heardUntil = async (fileId: string) =>
      (await lease(`process:${String((await files.findOne({ _id: fileId }))?.uploader)}`))?.until ??
      new Date(0);
    const ofDead = await beginUpload(dead.url);
    await dead.kill();
    const ofLiving = await beginUpload(living.url);
    clock.set(new Date());
    await services.sweep.sweep();
    expect(await files.countDocuments({ state: 'uploading' })).to.equal(2);
    await until(async () => (await heardUntil(ofLiving)) > (await heardUntil(ofDead)));
    clock.set(await heardUntil(ofDead));
    await services.sweep.sweep();
    expect(await files.countDocuments({ state: 'uploading' })).to.equal(1);
    expect(await chunks.countDocuments({ fileId: ofDead })).to.equal(0);
    expect(await chunks.countDocuments({ fileId: ofLiving })).to.be.above(0);
  });
});
