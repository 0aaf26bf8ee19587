import { expect } from 'chai';
import { findGivenDisclosures, findTextDisclosures } from '../../src/disclosure/text-disclosures.ts';

const identity = {
  name: 'Ibu Sekar Ayu Lestari, S.H.',
  contact: 'WA 0812-7700-1122, sekar.ayu@contoh.example',
};

const repeated: [kind: string, text: string, excerpt: string, given?: Partial<typeof identity>][] = [
  ['given-name', 'Kata bendahara, bu sekar jangan ikut rapat', 'sekar'],
  ['given-name', 'ditandatangani SEKAR AYU LESTARI', 'SEKAR AYU LESTARI'],
  ['given-name', 'Surat_SekarAyuLestari.pdf', 'SekarAyuLestari'],
  ['given-name', 'laporansekarayu2.docx', 'sekarayu'],
  ['given-name', 'nama saya Sékar', 'Sékar'],
  ['given-name', 'titip ke ayu lestari saja', 'ayu lestari'],
  ['given-name', 'kata Nu’man begitu', "Nu'man", { name: "Nu'man" }],
  ['given-name', 'ada Li di sana', 'Li', { name: 'Li' }],
  ['given-contact', 'hubungi +62 812 7700 1122', '812 7700 1122'],
  ['given-contact', 'nomor 081277001122', '081277001122'],
  ['given-contact', 'cek sekar.ayu@contoh.example', 'sekar.ayu@contoh.example'],
  ['given-contact', 'foto_sekar_ayu_1.jpg', 'sekar_ayu', { name: 'Rina' }],
  ['given-contact', 'IG sekar_99', 'sekar_99', { name: '', contact: '@sekar_99' }],
  ['given-contact', 'di jl kenanga no 5', 'jl kenanga no 5', { name: '', contact: 'Jl. Kenanga No. 5' }],
  ['given-contact', 'telepon 021234567 saja', '021234567', { name: '', contact: '021 234567' }],
];

const different: [text: string, given?: Partial<typeof identity>][] = [
  ['Alam lestari dan kebun ayunan'],
  ['sekarang juga ia sekarat'],
  ['hari ini indah', { name: 'Hari Indah' }],
  ['Pak dan Ibu yang terhormat'],
  ['nomor 0812-7700-1123'],
  ['Rp 812.770.011'],
  ['kantor Bintan', { contact: 'lewat kantor Bintan saja' }],
  ['ada yang memberi amplop', { name: '', contact: '' }],
  ['adalah', { name: 'Ada' }],
];

describe('findTextDisclosures, told what was given to be sealed apart', () => {
  for (const [kind, text, excerpt, given = {}] of repeated) {
    it(`warns of ${JSON.stringify(text)} as a ${kind}`, () => {
      expect(findTextDisclosures(text, { ...identity, ...given })).to.deep.include({ kind, excerpt });
    });
  }

  for (const [text, given = {}] of different) {
    it(`is silent about ${JSON.stringify(text)}`, () => {
      const kinds = findTextDisclosures(text, { ...identity, ...given }).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind.startsWith('given-'))).to.deep.equal([]);
    });
  }

  it('tells a number or a name once, as the one that was given', () => {
    const found = findTextDisclosures('Nama saya Sekar Ayu Lestari, hp 0812-7700-1122', identity);
    expect(found.map(({ kind }) => kind)).to.deep.equal(['given-name', 'given-contact']);
  });

  it('of an identity and a text made to be slow, ends soon', () => {
    const before = process.cpuUsage();
    for (const part of ['a', 'ab ', '1', '1 ', '@', 'a_', '\u0301'])
      findTextDisclosures(part.repeat(100_000 / part.length), {
        name: part.repeat(200 / part.length),
        contact: part.repeat(500 / part.length),
      });
    expect(process.cpuUsage(before).user / 1000).to.be.lessThan(4_000);
  });

  it('of a name whose parts fill a whole file, and stand nowhere as words, ends at once', () => {
    const lengths = Array.from({ length: 19 }, (_, index) => 'a'.repeat(index + 1));
    const names = ['aaa '.repeat(50), 'aaa aab '.repeat(25), lengths.join(' ')];
    const texts = [
      'a'.repeat(200_000),
      `${'a'.repeat(199)} `.repeat(1000),
      'a....'.repeat(40_000),
      'aa '.repeat(66_666),
      'aA'.repeat(100_000),
    ];
    for (const name of names)
      for (const text of texts) {
        const before = process.cpuUsage();
        expect(findGivenDisclosures(text, { name, contact: '' }).length).to.be.lessThan(2);
        expect(process.cpuUsage(before).user / 1000, `${name} in ${text.slice(0, 9)}`).to.be.lessThan(600);
      }
  });
});
