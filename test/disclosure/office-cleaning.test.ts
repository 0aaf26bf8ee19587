import { expect } from 'chai';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { textDocument, workbook } from '../../src/sample/files/office-document.ts';
import { photo } from '../../src/sample/files/photo.ts';
import { cleaned, disclosuresIn, latin1, needle, refusal, traces, zipBomb } from './cleaning-support.ts';
import { brokenAt } from './markup-support.ts';

describe('cleaning Office files', function () {
  this.timeout(60_000);
  const properties = {
    author: 'Needle Sekar',
    lastModifiedBy: 'Needle Operator',
    company: 'Needle Kantor',
  };

  it('of Word and Excel, keep their contents and tell nothing', async () => {
    for (const dirty of [textDocument(['Isi surat'], properties), workbook([['Isi surat', 1]], properties)]) {
      const clean = await cleaned(dirty);
      const [before, after] = [unzipSync(dirty), unzipSync(clean)];
      expect(Object.keys(after)).to.deep.equal(Object.keys(before));
      for (const [name, part] of Object.entries(after)) {
        expect(strFromU8(part)).to.not.match(needle);
        expect(brokenAt(strFromU8(part)), name).to.equal(undefined);
      }
      expect(Object.values(after).some((part) => strFromU8(part).includes('Isi surat'))).to.equal(true);
      expect(await disclosuresIn(clean)).to.deep.equal([]);
    }
  });

  it('with comments, tracked changes, sittings, folders, printers and photos, tell nothing of them', async () => {
    const clean = unzipSync(
      await cleaned(
        zipSync(
          {
            '[Content_Types].xml': strToU8('<Types/>'),
            'word/document.xml': strToU8(
              '<w:ins w:id="1" w:author="Needle" w:date="2026-01-01T00:00:00Z"><w:r w:rsidR="00Needle"/></w:ins>',
            ),
            'word/comments.xml': strToU8(
              '<w:comment w:author=\'Needle\' w:initials="Needle">Isi</w:comment>',
            ),
            'word/settings.xml': strToU8(
              '<w:rsids><w:rsidRoot w:val="Needle"/><w:rsid w:val="Needle"/></w:rsids>',
            ),
            'word/_rels/settings.xml.rels': strToU8(
              '<Relationship Target="file:///C:/Users/Needle/x.dotx"/>',
            ),
            'xl/workbook.xml': strToU8('<x15ac:absPath url="C:\\Users\\Needle\\"/>'),
            'xl/comments1.xml': strToU8('<authors><author>Needle</author></authors>'),
            'xl/revisions/userNames.xml': strToU8(
              '<users><userInfo guid="{0}" name="Needle" id="1"/></users>',
            ),
            'ppt/commentAuthors.xml': strToU8('<p:cmAuthor id="0" name="Needle" initials="Needle"/>'),
            'customXml/item1.xml': strToU8(
              '<p:properties><SharedWithUsers>Needle</SharedWithUsers></p:properties>',
            ),
            'xl/printerSettings/printerSettings1.bin': latin1('N\0e\0e\0d\0l\0e\0'),
            'word/media/image1.jpeg': photo(traces),
          },
          { comment: 'Needle' },
        ),
      ),
    );
    for (const [name, part] of Object.entries(clean))
      expect(Buffer.from(part).toString('latin1'), name).to.not.match(needle);
  });

  it('of OpenDocument, keep their order and tell nothing', async () => {
    const dirty = zipSync({
      mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
      'content.xml': strToU8('<office:annotation><dc:creator>Needle</dc:creator>Isi</office:annotation>'),
      'settings.xml': strToU8(
        '<config:config-item config:name="PrinterName" config:type="string">Needle</config:config-item>',
      ),
      'meta.xml': strToU8('<office:meta><meta:initial-creator>Needle</meta:initial-creator></office:meta>'),
      'Thumbnails/thumbnail.png': strToU8('Needle'),
    });
    const clean = await cleaned(dirty);
    expect(clean.toString('latin1', 30, 38)).to.equal('mimetype');
    for (const part of Object.values(unzipSync(clean))) expect(strFromU8(part)).to.not.match(needle);
  });

  it('that are signed, hold programs, or unpack to more than we take, are said not to be cleanable', async () => {
    const types = { '[Content_Types].xml': strToU8('<Types/>') };
    expect(await refusal(zipSync({ ...types, '_xmlsignatures/sig1.xml': strToU8('<a/>') }))).to.equal(
      'signed',
    );
    expect(await refusal(zipSync({ ...types, 'word/vbaProject.bin': strToU8('a') }))).to.equal('attachments');
    expect(await refusal(zipSync({ 'foto.jpg': strToU8('a') }))).to.equal('format');
    const bomb = await zipBomb('word/document.xml', 60 * 1024 * 1024);
    expect(bomb.length).to.be.lessThan(100_000);
    expect(await refusal(bomb)).to.equal('too-large');
  });
});
