import { expect } from 'chai';
import { findTextDisclosures } from '../../src/disclosure/text-disclosures.ts';

const namesIn = (text: string): string[] =>
  findTextDisclosures(text)
    .filter(({ kind }) => kind === 'own-name')
    .map(({ excerpt }) => excerpt);

describe('The name of whoever writes, found', () => {
  for (const [text, found] of [
    ['Dengan ini saya Sekar Ayu Lestari melaporkan pungutan', 'Dengan ini saya Sekar Ayu Lestari'],
    ['Bersama surat ini, saya Sekar Ayu menyampaikan', 'Bersama surat ini, saya Sekar Ayu'],
    ['Saya yang bertanda tangan di bawah ini Sekar Ayu', 'bertanda tangan di bawah ini Sekar Ayu'],
    ['Yang bertanda tangan di bawah ini:\nSekar Ayu', 'bertanda tangan di bawah ini: Sekar Ayu'],
    ['saya Sekar Ayu Lestari melaporkan pungutan', 'saya Sekar Ayu Lestari'],
    ['Selamat pagi. saya Sekar Ayu ingin melapor', 'saya Sekar Ayu'],
    ['saya (Sekar Ayu) melihat sendiri', 'saya (Sekar Ayu'],
    ['Pelapor: Sekar Ayu\nTerlapor: Rudi', 'Pelapor: Sekar Ayu'],
    ['nama: sekar ayu\nisi laporan: pungutan', 'nama: sekar ayu'],
  ] as const) {
    it(`as “${text}”`, () => {
      expect(namesIn(text)).to.deep.equal([found]);
    });
  }

  describe('is not that of somebody else', () => {
    for (const text of [
      'Dengan ini saya melaporkan Rudi Hartono',
      'Dengan ini kami Warga Desa melaporkan',
      'atasan saya Rudi Hartono memerintahkan pemotongan',
      'Menurut bendahara saya (Rudi Hartono) uangnya disimpan',
      'Terlapor\nNama: Rudi Hartono',
      'Terlapor: Rudi Hartono',
      'saya Ketua RT melaporkan',
      'saya (yang melihat sendiri) takut',
    ]) {
      it(`as in “${text}”`, () => {
        expect(namesIn(text)).to.deep.equal([]);
      });
    }
  });
});
