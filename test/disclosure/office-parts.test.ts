import { expect } from 'chai';
import { fieldPaths } from '../../src/disclosure/office/field-paths.ts';
import { strFromU8, unzipSync } from 'fflate';
import { workbook } from '../../src/sample/files/office-document.ts';
import { recording } from '../../src/sample/files/sound.ts';
import { box, filmProperties, hostileFilm } from './boxes-support.ts';
import { cleaned, disclosuresIn, hostilePhoto, latin1, needle } from './cleaning-support.ts';
import { brokenAt } from './markup-support.ts';
import { openDocument, openXml, type Parts } from './office-support.ts';

const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const relationship = (type: string, target: string, mode = ''): string =>
  `<Relationships><Relationship Id="rId1" Type="http://x/${type}" Target="${target}"${mode && ` TargetMode="${mode}"`}/></Relationships>`;

/** Relationships to parts of the document. */
const relations = (...targets: readonly string[]): string =>
  `<Relationships>${targets.map((target) => `<Relationship Id="r" Type="http://x/y" Target="${target}"/>`).join('')}</Relationships>`;

/** Where programs hide who somebody is, what leaves it behind, and whether it goes altogether. */
const hiding: readonly (readonly [what: string, parts: Parts, gone?: readonly string[]])[] = [
  [
    'changes of a presentation that Microsoft 365 keeps',
    {
      'ppt/changesInfos/changesInfo1.xml':
        '<pc:chgInfo><pc:chgData name="Needle Budi" userId="budi@needle.id"/></pc:chgInfo>',
      'ppt/revisionInfo.xml': '<p1510:revInfo><p1510:client id="{0}" v="1" name="Needle"/></p1510:revInfo>',
    },
    ['ppt/changesInfos/changesInfo1.xml', 'ppt/revisionInfo.xml'],
  ],
  [
    'who refreshed a pivot table',
    {
      'xl/pivotCache/pivotCacheDefinition1.xml': `<pivotCacheDefinition refreshedBy="Needle Budi" refreshedDateIso="Needle" refreshedDate="45000.1"/>`,
    },
  ],
  [
    'connections to data',
    {
      'xl/connections.xml':
        '<connections><connection id="3" name="Needle" odcFile="C:\\Needle.odc" type="1"><dbPr connection="User ID=Needle" command="SELECT Needle"/></connection></connections>',
    },
  ],
  [
    'properties that .NET writes',
    {
      'package/services/metadata/core-properties/1.psmdcp':
        '<coreProperties><dc:creator>Needle</dc:creator></coreProperties>',
    },
    ['package/services/metadata/core-properties/1.psmdcp'],
  ],
  [
    'sensitivity labels',
    {
      'docMetadata/LabelInfo.xml':
        '<clbl:labelList><clbl:label id="{Needle}" siteId="{Needle}"/></clbl:labelList>',
    },
    ['docMetadata/LabelInfo.xml'],
  ],
  [
    'custom properties',
    { 'docProps/custom.xml': '<Properties><property><vt:lpwstr>Needle</vt:lpwstr></property></Properties>' },
  ],
  [
    'building blocks and tasks of Word',
    {
      'word/glossary/document.xml': '<w:ins w:author="Needle"/>',
      'word/documenttasks/documenttasks1.xml': '<t:Attribution userId="Needle" userName="Needle Budi"/>',
      'word/people.xml': '<w15:person w15:author="Needle Budi"/>',
    },
    ['word/glossary/document.xml', 'word/documenttasks/documenttasks1.xml', 'word/people.xml'],
  ],
  [
    'a template in somebody’s cloud',
    {
      'word/settings.xml': '<w:settings><w:attachedTemplate r:id="rId1"/></w:settings>',
      'word/_rels/settings.xml.rels': relationship(
        'attachedTemplate',
        'https://needle.sharepoint.com/Needle.dotx',
        'External',
      ),
    },
  ],
  [
    'links to folders of a computer and to somebody’s cloud',
    {
      'word/_rels/document.xml.rels': relationship(
        'hyperlink',
        'https://x-my.sharepoint.com/personal/Needle_x/a.docx',
        'External',
      ),
      'xl/externalLinks/_rels/externalLink1.xml.rels': relationship(
        'externalLinkPath',
        '/Users/Needle/a.xlsx',
        'External',
      ),
      'word/document.xml':
        '<w:instrText xml:space="preserve"> INCLUDEPICTURE "C:\\\\Users\\\\Needle\\\\a.jpg" \\d </w:instrText>',
      'word/header1.xml':
        '<w:instrText> HYPERLINK "https://x-my.sharepoint.com/personal/Needle_x/a.docx?a=1&amp;e=Needle" \\\\h </w:instrText><w:fldSimple w:instr=" HYPERLINK &quot;https://d.docs.live.net/Needle/a.docx&quot; "/>',
    },
  ],
  [
    'names of the files that pictures came from',
    {
      'word/document.xml':
        '<wp:docPr id="1" name="Gambar 1" descr="C:\\Users\\Needle\\foto.jpg"/><pic:cNvPr id="1" name="Needle KTP.jpg"/>',
      'ppt/slides/slide1.xml': '<p:cNvPr id="2" name="Picture 2" descr="Needle.jpeg"/>',
      'xl/drawings/vmlDrawing1.vml': '<v:imagedata o:title="Needle.png" o:relid="rId1"/>',
    },
  ],
  [
    'what identifies somebody in attributes in single quotes',
    {
      'word/document.xml':
        "<wp:docPr id='1' name='Needle KTP.jpg' descr='C:\\Users\\Needle\\\"a\".jpg'/><w:ins w:author='Needle'/>",
      'word/header1.xml': '<v:imagedata o:title=\'Needle.png\' r:id="rId1"/>',
      'word/footer1.xml': `<w:fldSimple w:instr=' HYPERLINK "https://d.docs.live.net/Needle/a" '/>`,
      'xl/worksheets/sheet1.xml': "<scenario name='a' user='Needle' comment=\"Needle's\"/>",
    },
  ],
  [
    'sources of a mail merge',
    {
      'word/settings.xml':
        '<w:settings><w:mailMerge><w:connectString w:val="Data Source=Needle"/></w:mailMerge></w:settings>',
    },
  ],
  [
    'notes and discussions of a workbook',
    {
      'xl/comments1.xml':
        '<comments><authors><author>Needle Budi</author></authors><text><r><t>Needle Budi:</t></r><r><t>Isi</t></r></text></comments>',
      'xl/threadedComments/threadedComment1.xml':
        '<threadedComment ref="A1" dT="Needle" personId="{0}"><text>Isi</text></threadedComment>',
      'xl/persons/person.xml':
        '<person displayName="Needle" userId="S::needle@Needle.id" providerId="AD" id="{0}"/>',
    },
  ],
  [
    'notes of reviewers of slides',
    {
      'ppt/comments/comment1.xml': `<p:cm authorId="0" dt="Needle"><p:text>Isi</p:text></p:cm>`,
      'ppt/comments/modernComment_1.xml': `<p188:cm id="{0}" authorId="{0}" created="Needle"/>`,
      'ppt/authors.xml':
        '<p188:author id="{0}" name="Needle" initials="Needle" userId="Needle" providerId="AD"/>',
    },
  ],
  [
    'what add-ins note on slides',
    { 'ppt/tags/tag1.xml': '<p:tagLst><p:tag name="OWNER" val="Needle"/></p:tagLst>' },
  ],
  [
    'printers',
    { 'xl/printerSettings/printerSettings1.bin': utf16('Needle Printer\0') },
    ['xl/printerSettings/printerSettings1.bin'],
  ],
  [
    'what servers keep',
    { 'customXml/item1.xml': '<p:properties>Needle</p:properties>' },
    ['customXml/item1.xml'],
  ],
  [
    'the people of a workbook that was shared',
    { 'xl/revisions/userNames.xml': '<users><userInfo name="Needle" id="1"/></users>' },
    ['xl/revisions/userNames.xml'],
  ],
  [
    'who made a scenario and who may change a range of a workbook',
    {
      'xl/worksheets/sheet1.xml':
        '<worksheet><scenarios><scenario name="A" user="Needle Budi" comment="Created by Needle Budi on 1/2/2026"/></scenarios><protectedRanges><protectedRange name="r" sqref="A1" securityDescriptor="O:WDG:WDD:(A;;CC;;;S-1-5-21-Needle)"/><protectedRange name="s" sqref="A2"><securityDescriptor>Needle</securityDescriptor></protectedRange></protectedRanges></worksheet>',
    },
  ],
  [
    'who may change a range of a letter, and older copies of its drawings',
    {
      'word/document.xml':
        '<w:p><w:permStart w:id="1" w:ed="KANTOR\\Needle.budi"/><v:shape o:gfxdata="UEsDBNeedle=="/></w:p>',
    },
  ],
  [
    'who has a workbook, and where',
    {
      'xl/workbook.xml':
        '<workbook><fileSharing userName="Needle"/><x15ac:absPath url="C:\\Users\\Needle\\"/><customWorkbookView name="Needle - Personal View" guid="{0}"/></workbook>',
    },
  ],
];

/** Parts that tell of nobody without another part, or whose moments and numbers go without a word. */
const quietAlone: ReadonlySet<string> = new Set([
  'word/settings.xml',
  'xl/threadedComments/threadedComment1.xml',
  'ppt/comments/comment1.xml',
  'ppt/comments/modernComment_1.xml',
]);
const warned = /Needle|program-data/;
const toldOf = async (parts: Parts): Promise<string> => JSON.stringify(await disclosuresIn(openXml(parts)));

const ofMarkup = /\.(?:xml|rels|vml|svg)$/u;

/** Nothing of a person is left in a cleaned document, and programs can still open its parts. */
function expectCleanParts(document: Buffer): Record<string, Uint8Array> {
  const parts = unzipSync(document);
  for (const [name, part] of Object.entries(parts)) {
    expect(Buffer.from(part).toString('latin1'), name).to.not.match(needle);
    if (ofMarkup.test(name)) expect(brokenAt(strFromU8(part)), name).to.equal(undefined);
  }
  return parts;
}

const fieldMark = (type: 'begin' | 'separate' | 'end') => `<w:fldChar w:fldCharType="${type}"/>`;

describe('parts of Office files', () => {
  for (const [what, parts, gone = []] of hiding)
    it(`that hold ${what}, are warned of, and say nothing once cleaned`, async () => {
      const dirty = openXml(parts);
      expect(await toldOf(parts), 'warned').to.match(warned);
      for (const [name, part] of Object.entries(parts))
        if (!quietAlone.has(name)) expect(await toldOf({ [name]: part }), name).to.match(warned);
      const clean = await cleaned(dirty);
      const left = expectCleanParts(clean);
      for (const name of Object.keys(parts)) expect(name in left, name).to.equal(!gone.includes(name));
      for (const list of ['[Content_Types].xml', '_rels/.rels'])
        for (const name of gone) expect(strFromU8(left[list] ?? new Uint8Array())).to.not.include(name);
      expect(await disclosuresIn(clean)).to.deep.equal([]);
    });

  for (const [how, field, left] of [
    [
      'an attribute',
      '<w:fldSimple w:instr=" HYPERLINK &quot;https://x-my.sharepoint.com/personal/Needle_x/a&quot; \\h "/>',
      '<w:fldSimple w:instr=" HYPERLINK &quot;&quot; \\h "/>',
    ],
    [
      'a piece of its own',
      '<w:instrText xml:space="preserve">https://x-my.sharepoint.com/personal/Needle_x/a?a=1&amp;e=2</w:instrText>',
      '<w:instrText xml:space="preserve"></w:instrText>',
    ],
    [
      'escaped quotes',
      '<w:instrText> HYPERLINK &quot;https://d.docs.live.net/Needle/a&quot; &amp; &quot;C:\\Needle&quot;</w:instrText>',
      '<w:instrText> HYPERLINK &quot;&quot; &amp; &quot;&quot;</w:instrText>',
    ],
    [
      'runs that were parted',
      '<w:r><w:instrText> HYPERLINK "https://x-my.sharepoint.com/per</w:instrText></w:r><w:r><w:rPr/><w:instrText>sonal/Needle_x/a.docx" \\h</w:instrText></w:r><w:fldChar w:fldCharType="end"/>',
      '<w:r><w:instrText> HYPERLINK "" \\h</w:instrText></w:r><w:r><w:rPr/><w:instrText></w:instrText></w:r><w:fldChar w:fldCharType="end"/>',
    ],
    [
      'a code around another field',
      `${fieldMark('begin')}<w:instrText>INCLUDETEXT "C:\\Users\\</w:instrText>${fieldMark('begin')}<w:instrText>MERGEFIELD x</w:instrText>${fieldMark('separate')}<w:instrText>Ne</w:instrText>${fieldMark('end')}<w:instrText>edle\\a" \\h</w:instrText>${fieldMark('end')}`,
      `${fieldMark('begin')}<w:instrText>INCLUDETEXT "" \\h</w:instrText>${fieldMark('begin')}<w:instrText>MERGEFIELD x</w:instrText>${fieldMark('separate')}<w:instrText></w:instrText>${fieldMark('end')}<w:instrText></w:instrText>${fieldMark('end')}`,
    ],
    [
      'two paragraphs',
      `${fieldMark('begin')}<w:instrText>INCLUDETEXT "C:\\Users\\Ne</w:instrText></w:p><w:p><w:instrText>edle\\a"</w:instrText>${fieldMark('end')}`,
      `${fieldMark('begin')}<w:instrText>INCLUDETEXT ""</w:instrText></w:p><w:p><w:instrText></w:instrText>${fieldMark('end')}`,
    ],
    [
      'a field that was deleted and is still tracked',
      '<w:del w:id="1"><w:r><w:delInstrText> INCLUDEPICTURE "C:\\\\Users\\\\Needle\\\\a.png" </w:delInstrText></w:r></w:del>',
      '<w:del w:id="1"><w:r><w:delInstrText> INCLUDEPICTURE "" </w:delInstrText></w:r></w:del>',
    ],
    [
      'no quotes',
      '<w:instrText>INCLUDETEXT https://d.docs.live.net/Needle/a</w:instrText>',
      '<w:instrText></w:instrText>',
    ],
  ] as const)
    it(`with a field whose folder stands in ${how}, lose the folder alone`, async () => {
      const dirty = openXml({ 'word/document.xml': `<w:p>${field}</w:p>` });
      const excerpts = (await disclosuresIn(dirty)).map(({ excerpt }) => excerpt);
      expect(excerpts.join(' '))
        .to.include('Needle')
        .and.not.match(/[<>]|quot;/u);
      const parts = expectCleanParts(await cleaned(dirty));
      expect(strFromU8(parts['word/document.xml'] ?? new Uint8Array())).to.equal(`<w:p>${left}</w:p>`);
    });

  it('with fields, are warned of the folders in them', async () => {
    const field =
      '<w:instrText> HYPERLINK "https://x-my.sharepoint.com/personal/budi_x/a.docx" </w:instrText>';
    const found = await disclosuresIn(
      openXml({
        'word/document.xml': `${'<w:fldSimple w:instr="PAGE"/>'.repeat(1500)}${field}</w:p>${String.raw`<w:instrText>"C:\\Budi\\a.jpg"</w:instrText>`}`,
      }),
    );
    expect(found.map(({ kind, excerpt }) => `${kind} ${excerpt}`)).to.deep.equal([
      'folder https://x-my.sharepoint.com/personal/budi_x/a.docx',
      String.raw`folder C:\\Budi\\a.jpg`,
    ]);
  });

  it('with many fields that name one folder, are warned of another one too', async () => {
    const one = String.raw`<w:p><w:instrText>"C:\\Budi\\a.jpg"</w:instrText></w:p>`;
    const other = one.replace('Budi', 'Sari');
    const found = await disclosuresIn(openXml({ 'word/document.xml': `${one.repeat(30)}${other}` }));
    expect(found.map(({ excerpt }) => excerpt)).to.deep.equal([
      String.raw`C:\\Budi\\a.jpg`,
      String.raw`C:\\Sari\\a.jpg`,
    ]);
  });

  it('with more folders in one field than are told, are warned of the first ones', async () => {
    const code = Array.from({ length: 50 }, (_, at) => String.raw`"C:\\\\a${at}"`).join(' ');
    expect([...fieldPaths.found(`<w:instrText>${code}</w:instrText>`)]).to.have.length(20);
  });

  it('keep quotes that people wrote between tags', async () => {
    const parts = { 'word/document.xml': `<w:p w:rsidR='00A1'><w:t>a ='b' <!-- --></w:t></w:p>` };
    const left = expectCleanParts(await cleaned(openXml(parts)));
    expect(strFromU8(left['word/document.xml'] ?? new Uint8Array())).to.include(`<w:t>a ='b' `);
  });

  it('that go, take along what leads to them from a part in a folder, from its place or from the top', async () => {
    const kept = ['styles.xml', '/word/settings.xml'];
    const dirty = openXml({
      'word/document.xml': '<w:p/>',
      'word/_rels/document.xml.rels': relations(
        ...kept,
        '../customXml/item1.xml',
        '/customXml/item2.xml',
        'people.xml',
        '/word/glossary/document.xml',
      ),
      'word/styles.xml': '<w:styles/>',
      'word/settings.xml': '<w:settings/>',
      'customXml/item1.xml': '<a/>',
      'customXml/item2.xml': '<a/>',
      'word/people.xml': '<a/>',
      'word/glossary/document.xml': '<a/>',
    });
    const left = expectCleanParts(await cleaned(dirty));
    expect(strFromU8(left['word/_rels/document.xml.rels'] ?? new Uint8Array())).to.equal(relations(...kept));
  });

  it('of OpenDocument: earlier versions, sittings, notes and folders, say nothing once cleaned', async () => {
    const parts = {
      'VersionList.xml': '<VL:version-entry dc:creator="Needle"/>',
      'Versions/Version1': 'Needle',
      'styles.xml': '<style:text-properties officeooo:rsid="00Needle" officeooo:paragraph-rsid="00Needle"/>',
      'settings.xml': '<config:config-item config:name="Rsid" config:type="int">Needle</config:config-item>',
      'content.xml': `<office:annotation><dc:creator>Needle</dc:creator><dc:date>Needle</dc:date>Isi</office:annotation><draw:image xlink:href="../../Needle/foto.jpg"/><text:a xlink:href="https://X-My.SharePoint.com/personal/Needle_x/a.odt">Isi</text:a><text:a xlink:href="https://contoh.go.id">Isi</text:a>`,
      'Configurations2/images/Needle': 'Needle',
    };
    const dirty = openDocument(parts);
    expect(JSON.stringify(await disclosuresIn(dirty)))
      .to.include('author')
      .and.include('folder')
      .and.include('program-data')
      .and.include('/personal/Needle_x');
    const clean = await cleaned(dirty);
    const left = expectCleanParts(clean);
    expect(Object.keys(left)).to.have.members([
      'mimetype',
      'META-INF/manifest.xml',
      'content.xml',
      'styles.xml',
      'settings.xml',
    ]);
    const manifest = strFromU8(left['META-INF/manifest.xml'] ?? new Uint8Array());
    expect(manifest).to.include('styles.xml');
    expect(manifest).to.not.include('Version');
    expect(strFromU8(left['content.xml'] ?? new Uint8Array()))
      .to.include('Isi')
      .and.include('contoh.go.id');
    expect(await disclosuresIn(clean)).to.deep.equal([]);
  });

  it('with films, sound, drawings and documents in them, have those cleaned too', async () => {
    const inner = workbook([['Isi', 1]], { author: 'Needle', lastModifiedBy: 'Needle', company: 'Needle' });
    const clean = await cleaned(
      openXml({
        'ppt/media/media1.mp4': hostileFilm().bytes,
        'ppt/media/media2.wav': recording(1, 'Needle'),
        'ppt/media/media3.m4a': Buffer.concat([
          box('ftyp', latin1('M4A \0\0\0\0')),
          box('moov', ...filmProperties()),
        ]),
        'ppt/media/image1.jpeg': hostilePhoto(),
        'ppt/media/image2.svg':
          '<svg xmlns="http://www.w3.org/2000/svg" sodipodi:docname="Needle.svg"><metadata>Needle</metadata><!-- Needle --><path d="M0 0"/></svg>',
        'ppt/embeddings/Microsoft_Excel_Sheet1.xlsx': inner,
      }),
    );
    const parts = expectCleanParts(clean);
    const sheet = expectCleanParts(Buffer.from(parts['ppt/embeddings/Microsoft_Excel_Sheet1.xlsx'] ?? []));
    expect(strFromU8(sheet['xl/worksheets/sheet1.xml'] ?? new Uint8Array())).to.include('Isi');
    expect(strFromU8(parts['ppt/media/image2.svg'] ?? new Uint8Array())).to.include('<path d="M0 0"/>');
  });

  it('that people wrote: texts, addresses of the web and descriptions of pictures, stay', async () => {
    const document =
      '<wp:docPr id="1" name="Gambar 1" descr="Kuitansi 3/4 di meja"/><w:t>C:\\Users\\x tetap</w:t>';
    const links = ['aturan', 'personal/tabungan?utm_source=wa', 'personal/tabungan#buka_rekening']
      .map((path) => relationship('hyperlink', `https://contoh.go.id/${path}`, 'External'))
      .join('');
    const dirty = openXml({ 'word/document.xml': document, 'word/_rels/document.xml.rels': links });
    expect(await disclosuresIn(dirty)).to.deep.equal([]);
    const left = unzipSync(await cleaned(dirty));
    expect(strFromU8(left['word/document.xml'] ?? new Uint8Array())).to.equal(document);
    expect(strFromU8(left['word/_rels/document.xml.rels'] ?? new Uint8Array())).to.equal(links);
  });
});
