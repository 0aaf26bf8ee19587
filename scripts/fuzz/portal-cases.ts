import { createHash } from 'node:crypto';
import type { Officer } from '../../src/cases/readers.ts';
import type { PersonName, SampleOffice } from '../../src/sample/sample-office.ts';
import { sampleFileBytes } from '../../src/sample/sample-files.ts';
import { draftOfSample } from '../../src/sample/send-sample.ts';
import type { SampleReport } from '../../src/sample/sample-report.ts';
import type { Services } from '../../src/services.ts';
import { randomId } from '../../src/storage/ids.ts';
import { newToken } from '../../src/vault/token.ts';
import { officerOf } from '../../test/support/sample-portal.ts';
import type { Secret } from './scene.ts';

/** A case that was sent for the fuzzer. */
export interface SentCase {
  readonly id: string;
  readonly fileIds: readonly string[];
}

/** A word that stands nowhere else, to be looked for. */
function planted(what: string): string {
  return `rahasia-${what}-${randomId()}`;
}

const FILE_NAME = 'kuitansi.jpg';

async function* photo() {
  yield await sampleFileBytes('receipt-photo');
}

/** Makes the cases that a run works with. */
export function createPortalCases(services: Services, office: SampleOffice) {
  const officers = new Map<PersonName, Promise<Officer>>();
  const officer = async (person: PersonName) => {
    const known = officers.get(person) ?? officerOf(services, office, person);
    officers.set(person, known);
    return known;
  };

  async function send(
    text: string,
    more: { contact?: string; concerned?: readonly string[]; fileName?: string } = {},
  ): Promise<SentCase> {
    const token = newToken();
    const report: SampleReport = {
      name: 'fuzzed',
      lane: 'protected',
      category: 'corruption',
      what: text,
      who: 'Seorang pejabat',
      where: 'Di kantor',
      when: 'Awal Oktober',
      how: 'Dengan kuitansi kosong',
      concerns: [],
      files: [],
      conversation: [],
      ...(more.contact !== undefined && { identity: { name: more.contact, contact: more.contact } }),
    };
    const concerns = { positionIds: [...(more.concerned ?? [])], unitIds: [], everyReader: false };
    const saved = await services.drafts.save(token, draftOfSample(report, concerns));
    if (saved.state !== 'draft') throw new Error('a fresh token leads to a draft');
    const { caseId, keys } = saved.draft;
    await services.evidence.receive(
      { caseId, sealedWith: 'office', key: keys.office },
      more.fileName ?? FILE_NAME,
      photo(),
    );
    const fileIds = await services.evidence.unsentIds({ caseId, sealedWith: 'office' });
    await services.drafts.send(token);
    await services.evidence.markSent(fileIds);
    return { id: caseId, fileIds };
  }

  async function declare(id: string, people: readonly PersonName[]): Promise<void> {
    for (const person of people) await services.conflicts.declareNone(await officer(person), id);
  }

  return {
    /** A case of the unit that is never worked on, with everything in it planted. */
    async ofTheUnit(): Promise<{ sent: SentCase; secrets: Secret[] }> {
      const [text, contact, fileName, note] = [
        planted('laporan'),
        planted('identitas'),
        planted('berkas'),
        planted('catatan'),
      ];
      const sent = await send(text, { contact, fileName });
      await declare(sent.id, ['officer']);
      await services.cases.note(await officer('officer'), sent.id, { formId: randomId(), text: note });
      const handlers = ['officer', 'investigator', 'treasurer'];
      return {
        sent,
        secrets: [
          { what: 'a report', text, readers: handlers },
          { what: 'the identity of a reporter', text: contact, readers: [] },
          { what: 'the name of a file', text: fileName, readers: handlers },
          { what: 'a note of staff', text: note, readers: handlers },
        ],
      };
    },

    /** A case about a member of the unit, which therefore is for the body above alone. */
    async ofTheBodyAbove(positionId: string): Promise<{ sent: SentCase; secrets: Secret[] }> {
      const text = planted('terlapor');
      const sent = await send(text, { concerned: [positionId] });
      await declare(sent.id, ['above']);
      return {
        sent,
        secrets: [
          { what: 'a report about a member', text, readers: ['above'] },
          { what: 'that there is a report about a member', text: sent.id, readers: ['above'] },
        ],
      };
    },

    /** A case to work on: of the unit, or of the body above where somebody of the unit is concerned. */
    async toWorkOn(concerned?: string): Promise<SentCase> {
      const sent = await send('Uang perjalanan fiktif', {
        contact: 'Pelapor Contoh',
        concerned: concerned === undefined ? [] : [concerned],
      });
      await declare(sent.id, concerned === undefined ? ['officer', 'supervisor'] : ['above']);
      return sent;
    },

    /** A digest of what a reporter wrote and of their files, as this handler reads them. */
    async digest(person: PersonName, { id, fileIds }: SentCase): Promise<string> {
      const reader = await officer(person);
      const { answers, hasIdentity } = await services.cases.open(reader, id);
      const hash = createHash('sha256').update(JSON.stringify({ answers, hasIdentity }));
      for (const fileId of fileIds) {
        const file = await services.cases.openFile(reader, id, fileId);
        hash.update(file.name);
        for await (const piece of file.bytes) hash.update(piece);
      }
      return hash.digest('hex');
    },
  };
}
