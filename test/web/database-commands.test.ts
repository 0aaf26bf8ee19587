import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import type { Client, Submission } from '../support/http.ts';
import {
  codeOn,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  send,
  sendReport,
  track,
} from '../support/sample-portal.ts';
import { casePath, doing, filePaths, formOf, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

/** Who asks. */
const SIGNED_IN = 'sessions members';
/** And of which cases they may know, with which keys. */
const STANDING = `${SIGNED_IN} units keyGrants`;
const OF_A_CASE = `${STANDING} cases`;
const QUEUE = `${STANDING} aggregate:cases cases`;
/** The line is kept before the contents are read. */
const CASE = `${OF_A_CASE} insert:audit messages files`;
/** Whether it was sent before, the message, and that nothing stays of it where the case is gone. */
const MESSAGE = `${OF_A_CASE} messages insert:messages update:cases`;

/**
 * What each request sends to the database: finds by their collection, of all documents of it with `all:`, and other commands with their
 * name. What stands twice is of two documents, or was read again because something was written or others were asked in between.
 */
const COMMANDS: Readonly<Record<string, string>> = {
  'the queue': QUEUE,
  'a case, for somebody with a key that does not open': CASE,
  'the dashboard': `${STANDING}${' aggregate:cases'.repeat(14)}`,
  'a case': CASE,
  'a case before a declaration': `${OF_A_CASE} cases`, // its outside, after it turned out that its contents are not to be shown
  'a declaration, then the case': `${OF_A_CASE} update:cases ${CASE}`,
  'a change of status, then the case': `${OF_A_CASE} update:cases ${CASE}`,
  'an answer, then the case': `${MESSAGE} cases update:cases ${CASE}`, // again after the message, which moves the deadline of what it is now
  'a note, then the case': `${MESSAGE} ${CASE}`,
  'an assignment, then the case': `${OF_A_CASE} all:members all:units all:keyGrants cases update:cases ${CASE}`, // again after it was asked to whom
  'a case, and a file of it that is looked at': `${CASE} files chunks`,
  'the download of a file': `${OF_A_CASE} files insert:audit chunks`,
  'the members': `${SIGNED_IN} all:members all:units all:positions all:keyGrants`,
  'the page of a member': `${SIGNED_IN} members all:units all:positions units keyGrants`,
  'the page of an act on a member': `${SIGNED_IN} members units keyGrants`,
  'the settings': `${SIGNED_IN} office wrong-codes`,
  'the keys of units': `${STANDING} all:members all:units all:keyGrants`,
  'the access to keys': `${STANDING} all:members keyGrants`, // again after the member's own were opened, which may give some
  'the audit log': `${SIGNED_IN} audit audit auditlinks auditlinks auditverifications all:members all:units all:positions`,
  // Who holds keys, then the member's own; the member again once their session is there, and all sessions, of which the first may end.
  'a sign-in, then the queue': `throttles insert:throttles members delete:throttles units keyGrants keyGrants insert:sessions members sessions insert:audit ${QUEUE}`,
  'the lane of a report': '',
  'the text of a report': 'insert:cases',
  'the check of a report': 'cases',
  'the sending of a report': 'cases all:members all:units all:positions all:keyGrants update:cases',
  'following a report': 'cases messages files',
  // Opened, with the files that wait and whether it was sent before; marked before and after it; and then read as it is.
  'a message of a reporter, then the report':
    'cases files messages files findAndModify:cases insert:messages messages findAndModify:cases cases messages files',
  'the question before a withdrawal': 'cases',
  'asking for a withdrawal': 'cases update:cases',
};

/** The beginning of a picture, which is all that it takes to be looked at; that it goes no further is told on the page. */
const pictureHead = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de', 'hex');

type Asked = () => Promise<{ readonly status: number }>;

describe('what a request sends to the database, for', function () {
  this.timeout(60_000);
  let at: OfficeAtWork;
  const clients = new Map<string, Client>();
  let sent: string[] = [];

  before(async () => {
    at = await officeAtWork({ withoutTimers: true });
    at.portal.services.database.getClient().on('commandStarted', ({ commandName, command }) => {
      if (command[commandName] === 'leases') return; // a process says three times a minute that it lives
      const asked = `${commandName}:${String(command[commandName])}`;
      const isOfAll = commandName === 'find' && Object.keys(Object(command['filter'])).length === 0;
      sent.push(isOfAll ? asked.replace('find:', 'all:') : asked.replace('find:', ''));
    });
    for (const person of ['officer', 'treasurer', 'administrator', 'auditor'] as const)
      clients.set(person, await at.signedIn(person));
  });
  after(async () => at.close());

  function client(person: string): Client {
    const found = clients.get(person);
    if (!found) throw new Error(`${person} is not signed in`);
    return found;
  }

  /** Opens a page of somebody. */
  const opening = (person: string, path: () => string) => async (): Promise<Asked> => {
    return async () => client(person).get(path());
  };

  /** Does something on the page of a new case, which is then shown. */
  const acting = (act: string, values: () => Submission['values']) => async (): Promise<Asked> => {
    const { id } = await at.report();
    const page = await client('officer').get(casePath(id));
    return async () => client('officer').submit(page, doing(act, values()));
  };

  async function undeclared(): Promise<string> {
    return casePath((await at.report({ isUndeclared: true })).id);
  }

  const investigator = () => at.office.accounts.investigator.memberId;
  const ofInvestigator = () => `/staf/pengaturan/anggota/${investigator()}`;

  /** What is done before each request, and the request. */
  const requests: Readonly<Record<string, () => Promise<Asked>>> = {
    'the queue': opening('officer', () => '/staf/laporan'),
    'a case, for somebody with a key that does not open': async () => {
      const grants = at.portal.services.database.collection<{ _id: string; keyId?: string }>('keyGrants');
      const { memberId } = at.office.accounts.treasurer;
      const grant = await grants.findOne({ holder: memberId });
      await grants.insertOne({ ...grant, _id: randomId(), keyId: randomId() });
      const { id } = await at.report();
      await client('treasurer').get(casePath(id));
      return async () => client('treasurer').get(casePath(id));
    },
    'the dashboard': opening('officer', () => '/staf/dasbor'),
    'a case': async () => {
      const { id } = await at.report();
      return async () => client('officer').get(casePath(id));
    },
    'a case before a declaration': async () => {
      const path = await undeclared();
      return async () => client('officer').get(path);
    },
    'a declaration, then the case': async () => {
      const page = await client('officer').get(await undeclared());
      return async () => client('officer').submit(page);
    },
    'a change of status, then the case': acting('status', () => ({ status: 'verified', reason: 'Ya' })),
    'an answer, then the case': acting('balas', () => ({ reply: 'Terima kasih.' })),
    'a note, then the case': acting('catatan', () => ({ note: 'Sudah dibaca.' })),
    'an assignment, then the case': acting('tugaskan', () => ({ assignee: investigator() })),
    'a case, and a file of it that is looked at': async () => {
      const { id } = await at.report({ files: [{ name: 'foto.png', bytes: pictureHead }] });
      const page = await client('officer').get(casePath(id));
      const link = page.root.querySelector('.files a[href*="lihat="]')?.getAttribute('href') ?? '';
      return async () => client('officer').get(link.split('#')[0] ?? '');
    },
    'the download of a file': async () => {
      const { id } = await at.report({ files: [{ name: 'catatan.txt', bytes: Buffer.from('isi') }] });
      const [path = ''] = filePaths(await client('officer').get(casePath(id)));
      return async () => client('officer').get(path);
    },
    'the members': opening('administrator', () => '/staf/pengaturan/anggota'),
    'the page of a member': opening('administrator', ofInvestigator),
    'the page of an act on a member': opening('administrator', () => `${ofInvestigator()}/akhiri`),
    'the settings': opening('administrator', () => '/staf/pengaturan'),
    'the keys of units': opening('officer', () => '/staf/kunci'),
    'the access to keys': opening('officer', () => '/staf/akses'),
    'the audit log': opening('auditor', () => '/staf/audit'),
    'a sign-in, then the queue': async () => {
      const visitor = at.portal.visitor();
      const page = await visitor.get('/staf/masuk');
      const { email, password } = at.office.accounts.investigator;
      return async () => visitor.submit(page, { values: { email, password } });
    },
    'the lane of a report': async () => async () => openText(at.portal.visitor()),
    'the text of a report': async () => {
      const visitor = at.portal.visitor();
      const page = await openText(visitor);
      return async () => visitor.submit(page, { values: protectedReport });
    },
    'the check of a report': async () => {
      const visitor = at.portal.visitor();
      const page = await openFiles(visitor);
      return async () => openCheck(visitor, page);
    },
    'the sending of a report': async () => {
      const visitor = at.portal.visitor();
      const page = await openCheck(visitor, await openFiles(visitor));
      return async () => send(visitor, page);
    },
    'following a report': async () => {
      const visitor = at.portal.visitor();
      const code = codeOn(await sendReport(visitor));
      return async () => track(visitor, code);
    },
    'a message of a reporter, then the report': async () => {
      const visitor = at.portal.visitor();
      const page = await track(visitor, codeOn(await sendReport(visitor)));
      return async () =>
        visitor.submit(page, { button: '.actions .button', values: { text: 'Ada satu lagi.' } });
    },
    'the question before a withdrawal': async () => {
      const visitor = at.portal.visitor();
      const page = await track(visitor, codeOn(await sendReport(visitor)));
      return async () => visitor.submit(page, { form: formOf('tarik') });
    },
    'asking for a withdrawal': async () => {
      const visitor = at.portal.visitor();
      const page = await track(visitor, codeOn(await sendReport(visitor)));
      const question = await visitor.submit(page, { form: formOf('tarik') });
      return async () => visitor.submit(question, { form: '#main', button: '[name=confirm]' });
    },
  };

  for (const [what, expected] of Object.entries(COMMANDS)) {
    it(`${what}, is what the table says`, async () => {
      const prepare = requests[what];
      if (!prepare) throw new Error('nothing of this name is asked');
      const now = performance.now();
      performance.now = () => now; // no list that is kept for two seconds (`kept-lists.ts`) grows old between the two
      try {
        await (
          await prepare()
        )();
        const ask = await prepare();
        sent = [];
        expect((await ask()).status).to.equal(200);
      } finally {
        Reflect.deleteProperty(performance, 'now');
      }
      expect(sent.toSorted().join(' ')).to.equal(expected.split(' ').toSorted().join(' '));
    });
  }
});
