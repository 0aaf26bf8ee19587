import { expect } from 'chai';
import { assert, property, string } from 'fast-check';
import { attachmentHeader, safeName } from '../../src/triage/download-name.ts';

const cases: readonly (readonly [string, string])[] = [
  ['notulen rapat.pdf', 'notulen rapat.pdf'],
  ['../../etc/passwd', 'etc_passwd'],
  ['..\\..\\autoexec.bat', 'autoexec.bat'],
  ['.htaccess', 'htaccess'],
  ['\u202egpj.exe', 'gpj.exe'],
  ['con.txt', '_con.txt'],
  ['titik.  ', 'titik'],
  ['\u0000\u0007', 'berkas'],
  ['', 'berkas'],
  ['a:b*c?.txt', 'a_b_c_.txt'],
  ['👩🏽‍💼.png', '👩🏽‍💼.png'],
];

describe('triage: the name of a download', () => {
  for (const [given, expected] of cases)
    it(`${JSON.stringify(given)}, made safe, is ${expected}`, () => {
      expect(safeName(given, 'berkas')).to.equal(expected);
    });

  it('a long name, cut, keeps its extension and whole characters', () => {
    const name = safeName(`${'👩🏽‍💼'.repeat(60)}.pdf`, 'berkas');
    expect(name).to.match(/^(?:👩🏽‍💼)+\.pdf$/u);
    expect(Buffer.byteLength(name)).to.be.at.most(180);
  });

  it('a name of marks alone, in the header, has an ASCII name too', () => {
    expect(attachmentHeader('\u{10376}', 'berkas')).to.equal(
      `attachment; filename="_"; filename*=UTF-8''%F0%90%8D%B6`,
    );
  });

  it('any name, in the header, is ASCII without quotes of its own, and can be read back', () => {
    assert(
      property(string({ unit: 'binary' }), (name) => {
        const header = attachmentHeader(name, 'berkas');
        expect(header).to.match(/^attachment; filename="[ -!#-[\]-~]+"; filename\*=UTF-8''[\w.~%-]+$/);
        expect(decodeURIComponent(header.split("''")[1] ?? '')).to.equal(safeName(name, 'berkas'));
      }),
    );
  });
});
