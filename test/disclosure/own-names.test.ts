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
    ['Saya, Sekar Ayu, melaporkan pungutan', 'Saya, Sekar Ayu'],
    ['Selamat pagi, saya, Sekar Ayu, ingin melapor', 'saya, Sekar Ayu'],
    ['Dengan hormat, saya, Sekar Ayu, melaporkan', 'saya, Sekar Ayu'],
    ['Assalamualaikum, saya, Sekar Ayu, melaporkan', 'saya, Sekar Ayu'],
    ['Assalamualaikum wr. wb, saya, Sekar Ayu, melaporkan', 'saya, Sekar Ayu'],
    ['SAYA BUDI SANTOSO MELAPORKAN KETUA', 'SAYA BUDI SANTOSO MELAPORKAN KETUA'],
    ['Saya SEKAR AYU melaporkan pungutan', 'Saya SEKAR AYU'],
    ['NAMA SAYA SEKAR AYU', 'NAMA SAYA SEKAR AYU'],
    ['Nama saya Melati', 'Nama saya Melati'],
    ['nama: sekar ayu\nisi laporan: pungutan', 'nama: sekar ayu'],
  ] as const) {
    it(`as “${text}”`, () => {
      expect(namesIn(text)).to.deep.equal([found]);
    });
  }

  describe('is not what follows in sentences of every day', () => {
    for (const text of [
      'nama saya ingin dirahasiakan',
      'nama saya minta tolong dirahasiakan pak',
      'Nama saya tetap dirahasiakan ya.',
      'nama saya jgn disebar',
      'nama saya gak usah disebut',
      'Nama saya nanti disebut ke ketua.',
      'Nama saya ikut dicatut dalam daftar hadir.',
      'Nama saya masuk daftar penerima honor.',
      'nama saya kalo bisa jangan disebut',
      'Saya Melihat sendiri ketua menerima uang.',
      'Saya Ingin melaporkan',
      'Saya Pernah diminta uang.',
      'SAYA MELIHAT KETUA MENERIMA UANG. NAMA SAYA MOHON DIRAHASIAKAN',
      'SAYA TAKUT KETUA MENGANCAM',
      'Hormat saya, Warga Desa',
      'Salam, Warga',
    ]) {
      it(`as in “${text}”`, () => {
        expect(namesIn(text)).to.deep.equal([]);
      });
    }
  });

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
      'Yang hadir hanya saya, Rina, dan ketua.',
      'Ketua memarahi saya, Rudi, dan Dewi.',
      'Di ruangan itu ada saya, Dewi dan Kasubbag.',
    ]) {
      it(`as in “${text}”`, () => {
        expect(namesIn(text)).to.deep.equal([]);
      });
    }
  });
});
