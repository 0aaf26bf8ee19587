import { expect } from 'chai';
import { findTextDisclosures, type DisclosureKind } from '../../src/disclosure/text-disclosures.ts';

const kindsIn = (text: string): DisclosureKind[] => findTextDisclosures(text).map((found) => found.kind);

describe('findTextDisclosures', () => {
  it('an office, when it follows "Saya", is a role and no name', () => {
    expect(kindsIn('Saya Ketua dan anggota itu laporkan')).to.deep.equal(['role']);
  });

  for (const [text, found] of [
    ['saya disuruh bendahara membawa amplop ke rumah ketua', 'self-reference'],
    ['saya diminta menandatangani kuitansi kosong', 'self-reference'],
    ['saya disuruh bikin nota palsu', 'self-reference'],
    ['sy disuruh pak camat ambil stempel di laci', 'self-reference'],
    ['saya ditugaskan menjadi notulen rapat', 'self-reference'],
    ['sopir ketua adalah saya', 'role'],
    ['saya disuruh tanda tangan kuitansi kosong', 'self-reference'],
    ['saya diminta membuat laporan fiktif', 'self-reference'],
    ['saya diminta jadi bendahara kegiatan', 'self-reference'],
    ['saya disuruh menyiapkan amplop', 'self-reference'],
    ['saya disuruh antar uang ke rumah pak lurah', 'self-reference'],
    ['saya mantan staf bagian hukum', 'role'],
    ['saya masih honorer disini', 'role'],
    ['saya salah satu staf di sekretariat', 'role'],
    ['saya bagian keuangan', 'role'],
    ['bendahara di kantor adalah saya', 'role'],
    ['saya hanya anggota panitia', 'role'],
    ['saya dari subbag umum', 'role'],
    ['saya di bagian keuangan sejak 2019', 'role'],
  ] as const)
    it(`what an insider says of their own part, as “${text}”, is told`, () => {
      expect(kindsIn(text)).to.deep.equal([found]);
    });

  for (const text of [
    'saya diminta uang',
    'saya diminta uang untuk mengurus surat',
    'saya diminta membayar 500 ribu',
    'saya disuruh membayar lagi di loket',
    'saya disuruh menunggu di luar',
    'saya diminta membawa KTP dan KK',
    'saya diminta membuat surat pernyataan',
    'saya disuruh mengambil nomor antrean',
    'Saya diminta membuat laporan di kantor Bawaslu',
    'Saya disuruh membuat laporan polisi',
    'Saya diminta menjadi saksi',
    'Saya disuruh menyiapkan uang 5 juta',
    'Saya diminta menyiapkan dana',
    'Saya diminta mengubah nomor HP',
    'Saya diminta mencatat nomor antrian',
    'Saya diminta jadi anggota partai tanpa izin',
    'Saya diminta menghapus foto',
    'Saya diminta untuk tidak menyimpan bukti',
    'teman saya disuruh menandatangani kuitansi',
    'mereka memberi saya bagian keuntungan',
    'saya dari bagian timur pulau',
    'saya di bagian pelayanan disuruh menunggu',
    'Yang dirugikan oleh petugas adalah saya',
    'Korban pegawai itu adalah saya',
    'Saya hanya anggota masyarakat biasa',
    'Berkas saya di bagian pelayanan sudah dua bulan tidak diproses',
    'Laporan saya di seksi penanganan sudah 3 bulan tidak ada kabar',
    'Surat saya di bagian umum sejak Maret belum dibalas',
  ])
    it(`what happens to whoever comes to an office, as “${text}”, is not`, () => {
      expect(kindsIn(text)).to.deep.equal([]);
    });

  it('what the writer’s boss or brother did, is not what the writer did', () => {
    expect(kindsIn('bos gue yang bikin notanya')).to.deep.equal(['role']);
    expect(kindsIn('kakak ipar gue yang kerja di rekanan')).to.deep.equal(['relative']);
    expect(kindsIn('gue yang bikin notanya')).to.deep.equal(['self-reference']);
  });

  it('a number, written twice in two spellings, is told once', () => {
    expect(kindsIn('0812-3456-7890, ulang: 0812 3456 7890')).to.deep.equal(['phone']);
  });

  it('an identity number, when a telephone number hides in it, is no telephone', () => {
    expect(kindsIn('2101 0812 0385 7890')).to.deep.equal(['nik']);
  });

  it('an e-mail address, when it is one, is no account', () => {
    expect(kindsIn('budi@contoh.id')).to.deep.equal(['email']);
  });

  it('several disclosures, in one text, come in the order of the text', () => {
    expect(kindsIn('Nama saya Budi.\n\nHP 081234567890, saya selaku bendahara.')).to.deep.equal([
      'own-name',
      'phone',
      'role',
    ]);
  });

  it('an excerpt, when the passage is long, is cut at 80 characters', () => {
    const [found] = findTextDisclosures(`rumah saya di ${'x'.repeat(500)}`);
    expect(found?.excerpt).to.have.length(80);
  });

  it('a text with a thousand numbers, however long, gives no more than 60', () => {
    const text = Array.from({ length: 1000 }, (_, index) => `0812${10_000_000 + index}`).join(' ');
    expect(findTextDisclosures(text)).to.have.length(60);
  });
});
