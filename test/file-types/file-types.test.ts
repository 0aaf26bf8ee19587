import { expect } from 'chai';
import { assert, asyncProperty, constantFrom, integer, uint8Array } from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { dangersOf } from '../../src/file-types/file-dangers.ts';
import { createTypeWatcher, type FileType } from '../../src/file-types/file-type.ts';
import { extensionOf } from '../../src/file-types/name-agreement.ts';
import { sampleFile, sampleFileBytes, type SampleFileName } from '../../src/sample/sample-files.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const program = Buffer.concat([bytesOf('MZ\u0090\0\u0003'), Buffer.alloc(2000, 1)]);
const oldDocument = (more = ''): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(300_000),
    Buffer.from(more, 'utf16le'),
    Buffer.alloc(512),
  ]);
const withMacros = zipSync({
  'xl/workbook.xml': strToU8('<workbook/>'),
  'xl/media/image1.png': new Uint8Array(100_000).map((_, at) => (at * 7919) % 251),
  'xl/vbaProject.bin': strToU8('VBA'),
});

async function typeOf(bytes: Uint8Array, portion = 4096): Promise<FileType> {
  const watcher = createTypeWatcher();
  for (let at = 0; at < bytes.length; at += portion) watcher.write(bytes.subarray(at, at + portion));
  return watcher.end();
}

async function dangersIn(name: string, bytes: Uint8Array): Promise<string> {
  return dangersOf(name, await typeOf(bytes)).join(' ');
}

describe('file types: what a file is', () => {
  const samples: [SampleFileName, string][] = [
    ['receipt-photo', 'jpg'],
    ['minutes', 'pdf'],
    ['right-to-left-minutes', 'pdf'],
    ['budget', 'xlsx'],
    ['letter', 'docx'],
    ['recording', 'wav'],
  ];
  for (const [name, format] of samples)
    it(`a sample ${name}, in pieces of any size, is ${format} and agrees with its name`, async () => {
      const bytes = await sampleFileBytes(name);
      for (const portion of [7, 1000, 70_000]) expect((await typeOf(bytes, portion)).format).to.equal(format);
      expect(await dangersIn(sampleFile(name).name, bytes)).to.equal('');
    });

  const others: [string, Uint8Array, string][] = [
    ['a program', program, 'exe'],
    ['a script', bytesOf('#!/bin/sh\nrm -rf ~'), 'script'],
    ['a batch file', bytesOf('@ECHO OFF\r\nformat c:'), 'script'],
    ['a page', bytesOf('\n <!doctype HTML><p>'), 'html'],
    ['a page with a mark of UTF-8', bytesOf('\u00ef\u00bb\u00bf<html>'), 'html'],
    ['a page that pretends to be XML', bytesOf('<?xml version="1.0"?><html xmlns="…">'), 'html'],
    ['a page in UTF-16', Buffer.from('\ufeff<script>alert(1)</script>', 'utf16le'), 'html'],
    ['a drawing', bytesOf('<?xml version="1.0"?><!-- x --><svg onload="x()">'), 'svg'],
    ['other XML', bytesOf('<?xml version="1.0"?><faktur/>'), 'xml'],
    ['a text', Buffer.from('Saya melihat… 💰'), 'txt'],
    ['a text of Windows', bytesOf('caf\u00e9'), 'txt'],
    ['nothing at all', Buffer.alloc(0), 'txt'],
    ['a PDF behind other bytes', bytesOf('\0\0junk\n%PDF-1.4\n'), 'pdf'],
    ['noise', Buffer.alloc(5000, 3), 'unknown'],
  ];
  for (const [what, bytes, format] of others)
    it(`${what} is told`, async () => expect((await typeOf(bytes)).format).to.equal(format));

  it('macros and scripts of documents, deep in the file, are seen', async () => {
    expect((await typeOf(oldDocument('_VBA_PROJECT'))).isActive).to.equal(true);
    expect((await typeOf(oldDocument())).isActive).to.equal(false);
    expect((await typeOf(withMacros)).isActive).to.equal(true);
    const scripted = bytesOf(`%PDF-1.7\n${' '.repeat(90_000)}<< /S /JavaScript /JS (app.alert(1)) >>`);
    expect((await typeOf(scripted)).isActive).to.equal(true);
  });

  it('whatever comes in, the watcher answers', async () => {
    const beginnings = [
      'MZ',
      'PK\u0003\u0004',
      '\u00ff\u00d8\u00ff',
      '%PDF-',
      'RIFF',
      '\u001f\u008b',
      'OggS',
      'ID3',
      '<',
    ];
    await assert(
      asyncProperty(
        constantFrom(...beginnings),
        uint8Array({ maxLength: 3000 }),
        integer({ min: 1, max: 3000 }),
        async (beginning, rest, portion) => {
          const { format } = await typeOf(Buffer.concat([bytesOf(beginning), rest]), portion);
          expect(format).to.match(/^[\w.]+$/);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('file types: what to be warned of', () => {
  const cases: [string, Uint8Array, string][] = [
    ['foto.jpg', program, 'program disagrees'],
    ['kuitansi.pdf.exe', program, 'program'],
    ['foto.jpg', bytesOf('<html><script>'), 'program disagrees'],
    ['foto.png', bytesOf('<svg onload="x()">'), 'program disagrees'],
    ['halaman.html', bytesOf('<html>'), 'program'],
    ['setup.vbs', bytesOf('MsgBox 1'), 'program'],
    ['tautan.URL ', bytesOf('[InternetShortcut]'), 'program'],
    ['catatan.txt', bytesOf('biasa'), ''],
    ['daftar.csv', bytesOf('a;b'), ''],
    ['tanpa akhiran', program, 'program'],
    ['tanpa akhiran', bytesOf('biasa'), ''],
    ['foto.jpg', bytesOf('biasa'), 'disagrees'],
    ['foto.jpg', Buffer.alloc(100, 3), 'disagrees'],
    ['cadangan.bak', Buffer.alloc(100, 3), ''],
    ['catatan.txt', Buffer.alloc(100, 3), 'disagrees'],
    ['surat.doc', oldDocument(), ''],
    ['surat.doc', oldDocument('_VBA_PROJECT'), 'active'],
    ['terkunci.docx', oldDocument(), ''],
    ['pasang.msi', oldDocument(), 'program'],
    ['foto.jpg', oldDocument(), 'disagrees'],
    ['anggaran.xlsx', withMacros, 'active'],
    ['anggaran.xlsm', withMacros, 'active'],
  ];
  for (const [name, bytes, dangers] of cases)
    it(`${name}, of ${bytes.length} bytes, is told as “${dangers}”`, async () =>
      expect(await dangersIn(name, bytes)).to.equal(dangers));

  it('an ending behind marks that turn or hide it is still the ending', () => {
    expect(extensionOf('foto\u202egpj.exe')).to.equal('exe');
    expect(extensionOf('foto.EXE\u200f . ')).to.equal('exe');
    expect(extensionOf('.profil')).to.equal('profil');
    expect(extensionOf('tanpa')).to.equal('');
  });
});
