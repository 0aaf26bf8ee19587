import { constants, deflateSync } from 'node:zlib';

/** A stream object of a PDF, packed as most programs do, or as it is where nothing unpacks it. */
export function stream(content: string | Buffer, entries = '', filters = ['/FlateDecode']): Buffer {
  const data = filters.length > 0 ? deflateSync(content) : Buffer.from(content);
  return Buffer.concat([
    Buffer.from(`<< ${entries} /Filter [${filters.join(' ')}] /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
}

/** A PDF of these objects, numbered from 1, of which the first is its catalogue. */
function pdfOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const pieces = [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n', 'latin1')];
  let at = pieces[0]?.length ?? 0;
  const offsets = objects.map((object, index) => {
    const piece = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(object),
      Buffer.from('\nendobj\n'),
    ]);
    const offset = at;
    pieces.push(piece);
    at += piece.length;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  const end = `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([...pieces, Buffer.from(table + end)]);
}

const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>';

/** A PDF whose pages are drawn by these contents; `extra` are objects after the pages', from number 5 on, that `entries` of each page or the catalogue name. */
export function pagesOf(
  contents: readonly Buffer[],
  entries = '',
  extra: readonly (string | Buffer)[] = [],
  catalogue = '',
) {
  const first = 5 + extra.length;
  const kids = contents.map((_, index) => `${first + 2 * index} 0 R`).join(' ');
  const pages = contents.flatMap((content, index) => [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 4 0 R /Contents ${first + 2 * index + 1} 0 R ${entries} >>`,
    content,
  ]);
  return pdfOf([
    `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`,
    FONT,
    `<< /Font << /F1 3 0 R >> /XObject << /Im 5 0 R >> >>`,
    ...extra,
    ...pages,
  ]);
}

/** What draws these lines on a page. */
export function lines(...texts: readonly string[]): string {
  return `BT /F1 11 Tf 14 TL 56 780 Td\n${texts.map((text) => `(${text}) Tj T*`).join('\n')}\nET`;
}

/** A scan: a page that is a picture, on which the program that made it may have put its name. */
export function scanned(signature = ''): Buffer {
  const picture = stream(
    Buffer.alloc(10_000, 200),
    '/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8',
  );
  const content = `q 595 0 0 842 0 0 cm /Im Do Q ${signature === '' ? '' : lines(signature)}`;
  return pagesOf([stream(content)], '', [picture]);
}

/** A PDF that opens with a password only. */
export function locked(): Buffer {
  const [owner, user] = ['ab', 'cd'].map((byte) => `<${byte.repeat(32)}>`);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [] /Count 0 >>',
    `<< /Filter /Standard /V 1 /R 2 /O ${owner} /U ${user} /P -4 >>`,
  ];
  return pdfOf(objects, `/Encrypt 3 0 R /ID [<${'0'.repeat(32)}> <${'0'.repeat(32)}>]`);
}

/** A few kilobytes that unpack to so many megabytes of letters, twice: what was packed is all the same, and is packed again. */
export function bomb(megabytes: number): Buffer {
  const letters = deflateSync(Buffer.alloc(1_000_000, '(abcdefghij) Tj '), {
    finishFlush: constants.Z_FULL_FLUSH,
  });
  const headerLength = 2;
  const all = [letters, ...Array.from({ length: megabytes - 1 }, () => letters.subarray(headerLength))];
  return pagesOf([stream(Buffer.concat(all), '', ['/FlateDecode', '/FlateDecode'])]);
}
