import { strToU8, zipSync } from 'fflate';

/** Who a sample document says wrote it, changed it last, and for which organisation. */
interface DocumentProperties {
  readonly author: string;
  readonly lastModifiedBy: string;
  readonly company: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const contentTypes = 'http://schemas.openxmlformats.org/package/2006/content-types';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const documentRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const wordProcessing = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const officeType = 'application/vnd.openxmlformats-officedocument';

/** A workbook of one sheet that Excel and LibreOffice open. Source: ECMA-376. */
export function workbook(
  rows: readonly (readonly (string | number)[])[],
  properties: DocumentProperties,
): Buffer {
  const cells = rows.map((row) => `<row>${row.map((value) => cell(value)).join('')}</row>`).join('');
  return packaged(
    'xl/workbook.xml',
    `${officeType}.spreadsheetml.sheet.main+xml`,
    properties,
    {
      'xl/workbook.xml': `<workbook xmlns="${spreadsheet}" xmlns:r="${documentRelations}"><sheets><sheet name="RAB" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relations([['worksheet', 'worksheets/sheet1.xml']]),
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="${spreadsheet}"><sheetData>${cells}</sheetData></worksheet>`,
    },
    [['/xl/worksheets/sheet1.xml', `${officeType}.spreadsheetml.worksheet+xml`]],
  );
}

/** A text document of plain paragraphs that Word and LibreOffice open. Source: ECMA-376. */
export function textDocument(paragraphs: readonly string[], properties: DocumentProperties): Buffer {
  const body = paragraphs.map(
    (text) => `<w:p><w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`,
  );
  return packaged('word/document.xml', `${officeType}.wordprocessingml.document.main+xml`, properties, {
    'word/document.xml': `<w:document xmlns:w="${wordProcessing}"><w:body>${body.join('')}</w:body></w:document>`,
  });
}

function cell(value: string | number): string {
  return typeof value === 'number'
    ? `<c><v>${value}</v></c>`
    : `<c t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
}

function packaged(
  main: string,
  mainType: string,
  properties: DocumentProperties,
  parts: Readonly<Record<string, string>>,
  otherTypes: readonly (readonly [part: string, type: string])[] = [],
): Buffer {
  const types = [
    [`/${main}`, mainType] as const,
    ['/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'] as const,
    ['/docProps/app.xml', `${officeType}.extended-properties+xml`] as const,
    ...otherTypes,
  ].map(([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`);
  const files = {
    '[Content_Types].xml': `<Types xmlns="${contentTypes}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${types.join('')}</Types>`,
    '_rels/.rels': relations([
      ['officeDocument', main],
      ['extended-properties', 'docProps/app.xml'],
      [
        'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties',
        'docProps/core.xml',
      ],
    ]),
    ...parts,
    'docProps/core.xml': coreProperties(properties),
    'docProps/app.xml': `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>${escaped(properties.company)}</Company></Properties>`,
  };
  return Buffer.from(
    zipSync(
      Object.fromEntries(Object.entries(files).map(([name, xml]) => [name, strToU8(declaration + xml)])),
      {
        // Each making of the file gives the same bytes.
        mtime: new Date(2026, 0, 1),
      },
    ),
  );
}

function coreProperties({ author, lastModifiedBy }: DocumentProperties): string {
  return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>${escaped(author)}</dc:creator><cp:lastModifiedBy>${escaped(lastModifiedBy)}</cp:lastModifiedBy></cp:coreProperties>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(([type, target], index) => {
    const uri = type.startsWith('http') ? type : `${documentRelations}/${type}`;
    return `<Relationship Id="rId${index + 1}" Type="${uri}" Target="${target}"/>`;
  });
  return `<Relationships xmlns="${packageRelations}">${each.join('')}</Relationships>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
