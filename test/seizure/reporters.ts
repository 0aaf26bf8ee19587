import { expect } from 'chai';
import { film } from '../../src/sample/files/film.ts';
import { sampleFile, sampleFileBytes, type SampleFileName } from '../../src/sample/sample-files.ts';
import type { SampleReport } from '../../src/sample/sample-reports.ts';
import { newReportCode } from '../../src/vault/report-code.ts';
import { isWait } from '../abuse/support.ts';
import { type Client, createClient, type Page, type SentFile } from '../support/http.ts';
import type { TestPortal } from '../support/portal.ts';
import { addFiles, codeOn, filesOn, openCheck, openText, send, track } from '../support/sample-portal.ts';
import type { Content } from './needles.ts';
import type { Unsent } from './unsent-reports.ts';

/** What reporters' browsers and proxies say of them: of one on a telephone, and one on a newer network. */
export const TRACES = [
  {
    'x-forwarded-for': '203.0.113.77',
    'user-agent': 'PerambanPelapor/7.31 (uji-jejak)',
    referer: 'https://mesin-pencari.example/cari?q=bocor',
  },
  {
    'x-forwarded-for': '2001:db8:51a7:c0de:9d3b:74f2:1e86:b05c',
    'user-agent': 'PerambanPelapor/8.02 (uji-jejak)',
    referer: 'https://obrolan-warga.example/pesan/4471',
  },
] as const;

const unknown = 'tidak tahu';
export const asked = { who: unknown, where: unknown, when: unknown, how: unknown };

/** The fields of a report's text as its form has them. */
function valuesOf(report: SampleReport): Record<string, string> {
  const {
    name: _name,
    lane: _lane,
    concerns: _concerns,
    files: _files,
    conversation: _said,
    ...rest
  } = report;
  const { identity, ...answers } = rest;
  return {
    ...asked,
    ...answers,
    ...(identity ? { identity: 'named', ...identity } : { identity: 'anonymous' }),
  };
}

/** All that a reporter types of a report. */
export function writtenIn(report: SampleReport): string[] {
  const { lane: _lane, category: _category, identity: _identity, ...typed } = valuesOf(report);
  const said = report.conversation.map(({ text }) => text);
  const { name = '', contact = '' } = report.identity ?? {};
  return [
    ...Object.values(typed),
    ...said,
    name,
    contact,
    ...report.files.map((file) => sampleFile(file).name),
  ];
}

async function bytesOf(name: SampleFileName): Promise<Buffer> {
  if (name !== 'film') return sampleFileBytes(name);
  const pieces: Uint8Array[] = [];
  for await (const piece of film({ size: 100_000, place: '+00.5213+105.5038/' })) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The reporters of a day, who come with what their browsers say of them. */
export function createReporters(portal: TestPortal, onWait: () => void) {
  const codes: string[] = [];
  const contents: Content[] = [];
  let came = 0;
  const visitor = () => createClient(portal.url, TRACES[(came += 1) % TRACES.length]);

  async function filesOf(report: SampleReport): Promise<SentFile[]> {
    return Promise.all(
      report.files.map(async (name) => {
        const bytes = await bytesOf(name);
        if (!contents.some((content) => content.name === name)) contents.push({ name, bytes });
        return { name: sampleFile(name).name, bytes };
      }),
    );
  }

  /** Adds the files, has one cleaned, and takes one away that is sent by nobody. */
  async function withFiles(client: Client, page: Page, report: SampleReport): Promise<Page> {
    const mistaken = {
      name: 'salah-pilih-dokumen-pribadi.txt',
      bytes: Buffer.from('Catatan harian: '.repeat(40)),
    };
    const files = await filesOf(report);
    if (files.length === 0) return page;
    if (!contents.some(({ name }) => name === mistaken.name)) contents.push(mistaken);
    let added = await addFiles(client, page, [...files, mistaken]);
    if (added.root.querySelector('button[name=clean]'))
      added = await client.submit(added, { button: 'button[name=clean]' });
    const remove = added.root.querySelectorAll('button[name=remove]').at(-1)?.getAttribute('value') ?? '';
    return client.submit(added, { button: `button[name=remove][value="${remove}"]` });
  }

  /** Fills in the text; what is written too fast waits first. */
  async function fillIn(client: Client, report: SampleReport): Promise<Page> {
    const page = await client.submit(await openText(client, report.lane), { values: valuesOf(report) });
    if (!isWait(page)) return page;
    onWait();
    return client.submit(page, { form: '#main' });
  }

  return {
    codes,
    contents,
    visitor,

    /** Writes a report with a file, looks at what the office will see, and never sends it. */
    async abandon({ report, file }: Unsent): Promise<void> {
      const client = visitor();
      const page = await addFiles(client, await fillIn(client, report), [file]);
      contents.push(file);
      expect(filesOn(await openCheck(client, page))).to.deep.equal([file.name]);
    },

    /** Sends a whole report in all its steps. */
    async report(report: SampleReport): Promise<string> {
      const client = visitor();
      const page = await withFiles(client, await fillIn(client, report), report);
      expect(page.errors, report.name).to.deep.equal([]);
      const code = codeOn(await send(client, await openCheck(client, page)));
      codes.push(code);
      return code;
    },

    /** Comes back with the code: a typing error, a wrong one, then what there is to say, with a file. */
    async comeBack(code: string, texts: readonly string[]): Promise<void> {
      const client = visitor();
      for (const wrong of [code.slice(1), newReportCode()]) {
        codes.push(wrong);
        await track(client, wrong);
      }
      let page = await track(client, code);
      const evidence = { name: 'bukti-susulan-notulen.pdf', bytes: await sampleFileBytes('minutes') };
      for (const text of texts)
        page = await client.submit(page, {
          values: { text },
          button: '.actions .button',
          files: { files: [evidence] },
        });
      expect(page.status).to.equal(200);
    },

    async withdraw(code: string): Promise<void> {
      const client = visitor();
      const question = await client.submit(await track(client, code), { form: 'form[action$="/tarik"]' });
      const done = await client.submit(question, { form: '#main', button: '[name=confirm]' });
      expect(done.status).to.equal(200);
    },
  };
}
