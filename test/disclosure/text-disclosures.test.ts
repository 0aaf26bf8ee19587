import { expect } from 'chai';
import { sampleReports } from '../../src/sample/sample-reports.ts';
import { type CorpusText, ordinary, telling } from './corpus.ts';
import { heldOut, typed, typedOrdinary } from './typed-corpus.ts';
import { findTextDisclosures, type DisclosureKind } from '../../src/disclosure/text-disclosures.ts';

const kindsIn = (text: string): DisclosureKind[] => findTextDisclosures(text).map((found) => found.kind);

const spellings: [DisclosureKind, string, string][] = [
  ['phone', 'Hubungi 081234567890 ya', '081234567890'],
  ['phone', 'WA 0812-3456-7890', '0812-3456-7890'],
  ['phone', 'hp: 0812 3456 789.', '0812 3456 789'],
  ['phone', 'HP 0812.3456.7890', '0812.3456.7890'],
  ['phone', 'nomor +62 812-3456-7890', '+62 812-3456-7890'],
  ['phone', '+6281234567890', '+6281234567890'],
  ['phone', '(+62) 812 3456 7890', '(+62) 812 3456 7890'],
  ['phone', '6281234567890', '6281234567890'],
  ['phone', '+62 0812 3456 7890', '+62 0812 3456 7890'],
  ['phone', 'https://wa.me/6281234567890', '6281234567890'],
  ['phone', 'wa-nya 0812\u200b3456\u200b7890', '081234567890'],
  ['phone', '0812–3456–7890', '0812-3456-7890'],
  ['phone', 'telepon kantor (0771) 21234', '(0771) 21234'],
  ['phone', 'telepon 0771-21234', '0771-21234'],
  ['phone', 'telepon 021 5550 1234', '021 5550 1234'],
  ['phone', 'telepon 02155501234', '02155501234'],
  ['phone', 'my number is +65 8123 4567', '+65 8123 4567'],
  ['email', 'surel saya budi.santoso+wbs@contoh.co.id.', 'budi.santoso+wbs@contoh.co.id'],
  ['email', 'budi (at) contoh (dot) com', 'budi (at) contoh (dot) com'],
  ['email', 'budi [at] contoh.go.id', 'budi [at] contoh.go.id'],
  ['email', 'budi at gmail dot com', 'budi at gmail dot com'],
  ['account', 'cek instagram.com/budi.s', 'instagram.com/budi.s'],
  ['account', 'ig @budi_santoso ya', '@budi_santoso'],
  ['nik', 'NIK 2101011203850001', '2101011203850001'],
  ['nik', 'NIK perempuan 2101015203850001', '2101015203850001'],
  ['nik', 'NIK 2101.0112.0385.0001', '2101.0112.0385.0001'],
  ['nip', 'NIP 198503122010011004', '198503122010011004'],
  ['nip', 'NIP. 19850312 201001 1 004', '19850312 201001 1 004'],
  ['own-name', 'Nama saya Budi Santoso, warga sini', 'Nama saya Budi Santoso'],
  ['own-name', 'nama saya budi santoso', 'nama saya budi santoso'],
  ['own-name', 'Selamat pagi. Perkenalkan, saya Siti Aminah dari Tambelan', 'Perkenalkan, saya Siti Aminah'],
  ['own-name', 'saya, Budi Santoso, melihat sendiri', 'saya, Budi Santoso'],
  ['own-name', 'Saya Budi Santoso melihat sendiri', 'Saya Budi Santoso'],
  ['own-name', 'Panggil saja saya Anto', 'Panggil saja saya Anto'],
  ['own-name', 'Terima kasih.\nHormat saya,\n\nR. Joko', 'Hormat saya, R. Joko'],
  ['own-name', 'Nama Pelapor : Budi', 'Nama Pelapor : Budi'],
  ['own-name', 'My name is John Smith and I saw it', 'My name is John Smith'],
  ['own-name', 'I’m John Smith, a citizen', "I'm John Smith"],
  ['own-name', 'I, John Smith, declare', 'I, John Smith'],
  ['self-reference', 'karena saya satu-satunya yang memegang kunci', 'saya satu-satunya yang memegang kunci'],
  ['self-reference', 'satu-satunya orang di ruangan itu saya', 'satu-satunya orang di ruangan itu saya'],
  ['self-reference', 'Hanya saya yang tahu', 'Hanya saya yang tahu'],
  ['self-reference', 'yang tahu hanya saya.', 'hanya saya'],
  ['self-reference', 'tidak ada yang tahu selain saya', 'selain saya'],
  ['self-reference', 'I am the only person who knew', 'I am the only person who knew'],
  ['self-reference', 'It was just the two of us', 'just the two of us'],
  ['role', 'saya selaku bendahara diminta', 'saya selaku bendahara diminta'],
  ['role', 'Saya staf keuangan di sana', 'Saya staf keuangan di sana'],
  ['role', 'saya bekerja di bagian keuangan', 'saya bekerja di bagian keuangan'],
  ['role', 'disuruh oleh atasan saya', 'atasan saya'],
  ['role', 'I work in the finance division', 'I work in the finance division'],
  ['relative', 'suami saya juga melihat', 'suami saya'],
  ['birth-date', 'saya lahir di Kijang tahun 1985', 'saya lahir di Kijang tahun 1985'],
  ['address', 'rumah saya di Jalan Melati 4', 'rumah saya di Jalan Melati 4'],
  ['address', 'saya tinggal di Kampung Baru', 'saya tinggal di Kampung Baru'],
  ['address', 'Kampung Baru RT 03/RW 05', 'RT 03/RW 05'],
  ['address', 'I live at Melati street', 'I live at Melati street'],
  [
    'phone',
    'di nol delapan satu dua tiga empat lima enam tujuh delapan',
    'nol delapan satu dua tiga empat lima enam tujuh delapan',
  ],
  ['phone', 'wa: O812-OOO-7788', 'O812-OOO-7788'],
  ['email', 'budi at contoh dot go dot id', 'budi at contoh dot go dot id'],
  ['account', 'IG: budi_s', 'IG: budi_s'],
  ['account', 'telegram saya budi99 ya', 'telegram saya budi99'],
  ['account', 'wa.me/budi', 'wa.me/budi'],
  ['nip', 'NRP 78010203', 'NRP 78010203'],
  ['npwp', 'pakai 01.234.567.8-901.000 itu', '01.234.567.8-901.000'],
  ['npwp', 'NPWP: 012345678901000', 'NPWP: 012345678901000'],
  ['bank-account', 'ke rekening saya di BRI 0012 3456 7890', 'rekening saya di BRI 0012 3456 7890'],
  ['relative', 'istriku melihat', 'istriku'],
  ['birth-date', 'usia saya 58 tahun', 'usia saya 58 tahun'],
  ['birth-date', 'TTL: Kijang, 12 Maret 1985', 'TTL: Kijang, 12 Maret 1985'],
  ['role', 'sy sudah 12 tahun di sini', 'sy sudah 12 tahun di sini'],
  ['role', 'I have worked here for nine years', 'I have worked here for nine years'],
  ['address', 'Jl. Melati Raya No. 12A dekat pasar', 'Jl. Melati Raya No. 12A'],
  ['address', 'Perumahan Contoh Asri Blok C2 No. 14', 'Perumahan Contoh Asri Blok C2 No. 14'],
  ['vehicle-plate', 'mobil dinas BP 1234 XY parkir', 'mobil dinas BP 1234 XY'],
  ['vehicle-plate', 'terlihat B 1234 XYZ di sana', 'B 1234 XYZ'],
  ['vehicle-plate', 'plat merah BP 12 A', 'plat merah BP 12 A'],
  ['phone', 'hp 81234567890', '81234567890'],
  ['phone', 'wa sy: 812-3456-7890', '812-3456-7890'],
  ['phone', 'Telp. 812 3456 7890', '812 3456 7890'],
  ['phone', 'nomor saya 81234567890', '81234567890'],
  ['phone', 'dari luar negeri 0062812 3456 7890', '0062812 3456 7890'],
  ['phone', '0812/3456/7890', '0812/3456/7890'],
  ['phone', '0812/34567890', '0812/34567890'],
  ['phone', '0812_3456_7890', '0812_3456_7890'],
  ['phone', '0812 - 3456 - 7890', '0812 - 3456 - 7890'],
  ['phone', 'ketik 0 8 1 2 3 4 5 6 7 8 9 0 ya', '0 8 1 2 3 4 5 6 7 8 9 0'],
  ['phone', '+6 2 8 1 2 3 4 5 6 7 8 9', '+6 2 8 1 2 3 4 5 6 7 8 9'],
  ['phone', '０８１２３４５６７８９０', '081234567890'],
  ['phone', '0️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣', '08123456789'],
  ['phone', '𝟎𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗', '08123456789'],
  ['phone', '08l23456789o', '08l23456789o'],
  ['phone', 'Telp.0771-21234', '0771-21234'],
  ['phone', 'telp.(0771)21234', '(0771)21234'],
  ['phone', 'telp 0771/21234', '0771/21234'],
  ['phone', '0771 - 21234', '0771 - 21234'],
  ['nik', 'NIK.2101011203850001', '2101011203850001'],
  ['nik', 'No.2101011203850001', '2101011203850001'],
  ['nik', 'KTP,2101011203850001', '2101011203850001'],
  ['nik', '21 01 01 12 03 85 0001', '21 01 01 12 03 85 0001'],
  ['nik', '21.01.01.120385.0001', '21.01.01.120385.0001'],
  ['nik', '2101/0112/0385/0001', '2101/0112/0385/0001'],
  ['nik', '21/01/01/120385/0001', '21/01/01/120385/0001'],
  ['nik', 'NIK saya: 2 1 0 1 0 1 1 2 0 3 8 5 0 0 0 1', '2 1 0 1 0 1 1 2 0 3 8 5 0 0 0 1'],
  ['nik', 'no ktp 2101019903850001 salah ketik', '2101019903850001'],
  ['nip', 'pegawai.198503122010011004', '198503122010011004'],
  ['email', 'budi @ gmail.com', 'budi @ gmail.com'],
  ['email', 'budi @ contoh.go.id', 'budi @ contoh.go.id'],
  ['email', 'budi@gmail,com', 'budi@gmail,com'],
  ['email', 'budi@gmail aja', 'budi@gmail'],
  ['email', 'budi@gmail titik com', 'budi@gmail titik com'],
  ['email', 'budi[a]gmail.com', 'budi[a]gmail.com'],
  ['email', 'budi (et) gmail.com', 'budi (et) gmail.com'],
  ['email', 'budi at gmail com', 'budi at gmail com'],
  ['email', 'budi＠contoh．id', 'budi@contoh.id'],
  ['self-reference', 'sy satu2nya yg pegang kunci', 'sy satu2nya yg pegang kunci'],
  ['self-reference', 'sy satu²nya di loket', 'sy satu2nya di loket'],
  ['self-reference', 'yg tau cm aq', 'cm aq'],
  ['role', 'di ruangan sy', 'ruangan sy'],
  ['role', 'saya udah 6 thn disini', 'saya udah 6 thn disini'],
  ['relative', 'ponakan aku ikut', 'ponakan aku'],
  ['own-name', 'mlm min, sy budi dari umum', 'sy budi'],
  ['own-name', 'Terima kasih.\n- rina', '- rina'],
  ['own-name', 'Terima kasih,\nSalamah Contoh', 'Salamah Contoh'],
  ['own-name', 'Demikian laporan ini dibuat.\nRina Contoh', 'Rina Contoh'],
  [
    'own-name',
    'Yang bertanda tangan di bawah ini:\nNama: Rina Contoh',
    'bertanda tangan di bawah ini: Nama: Rina Contoh',
  ],
];

const silent = [
  'ditransfer ke rekening 0987654321 atas nama CV Contoh',
  'NPWP perusahaan itu tidak ada',
  'Jalan Pelepah rusak, nomor 4 di daftar',
  'nol delapan satu persen dari anggaran',
  'Kerugian Rp 628.500.000.000 pada tahun 2026',
  'dianggarkan sebesar 628.500.000.000 rupiah',
  'Rp1.250.000.000,00 untuk 62 desa',
  'dibayar Rp 81.234.567 pada 08-09-2026 10.30',
  'jam 08.00-12.00 dan 13.00-16.00',
  'tanggal 12/03/2026 sampai 15/03/2026',
  'pukul 08.30 WIB, 09.45 WIB dan 10.15 WIB',
  'surat Nomor 045/HK.01/KP-12/VIII/2026',
  'laporan nomor 012/LP/PP/Kab/10.05/XI/2026',
  'kode ABCD-EFGH-JKMN-PQRS-TVWX',
  'nomor rekening 1234567890123456',
  'nama saya mohon dirahasiakan',
  'Nama saya jangan disebut',
  'nama saya dicatut dalam daftar',
  'Saya melihat sendiri kejadian itu',
  'mereka memanggil saya, Pak Rudi, lalu pulang',
  'saya tidak tahu siapa yang menerima',
  'Pasal 12 B ayat 2 dan Pasal 5 A 120 halaman',
  'Formulir B.1 dan UU 31 Tahun 2014',
  'tahun 1447 H dan 2026 M',
  'saya sebagai warga negara yang baik',
  'lampiran hanya saya pilih dari yang beredar',
  'bertemu @ kantor',
  'I am afraid that this goes on',
  'panjang jalan 0,8123456789 kilometer',
  'panjang jalan 0.8123456789 kilometer',
  'surat 0845/1234/2026 belum dijawab',
  'Nomor 045/12345/2026 dan 0451/12345',
  'tanggal 08/09/2026 10/09/2026',
  'tanggal 08 - 09 - 2026 10.30',
  'SPJ_08092026_1030 dan 08092026 103015',
  'jam 08.00 - 12.00 - 16.00 - 20.00',
  'dibayar wa 812.500.000 dan hp 81.234.567',
  'ke nomor 8123456789 atas nama CV Contoh',
  'skor 0 8 7 9 8 6 7 8 9 10',
  'nilai 12 14 15 16 17 12 11 13',
  'tanggal 11/05/2026 05/06/2026',
  'Rp 2.101.011.203.850.001 dan 1.2101011203850001',
  'kode 08solo dan O8 lolos oslo solo',
  'ayat (a) kantor.lalu huruf (b) pasal',
  'mereka bertemu @ kantor.lalu pulang',
  'bendahara satu-satunya yang tahu',
  'di depan saya Budi menyerahkan amplop',
  'kata bendahara saya budi bekerja malam hari',
  'Pelaku:\nBudi Contoh\nAndi Contoh',
  'Terima kasih.\nKepala Bagian Umum',
  'Semua diterima.\nRina Contoh',
  'Demikian, terima kasih.\nWassalamu’alaikum Wr. Wb.',
  'Terima kasih.\nWarga Peduli',
  'Saya teguh menolak',
  'malam itu, saya 12 kali menolak',
  'kode barang 08.01.02.03.04.05.06',
  'Bapak/Ibu saya mohon bantuannya',
  'om saya mau lapor',
];

function findingsIn(text: string): string[] {
  return findTextDisclosures(text).map(({ kind, excerpt }) => `${kind} ${excerpt.toLowerCase()}`);
}

function isTold(found: string, [kind, words]: readonly [string, string]): boolean {
  return found.startsWith(`${kind} `) && found.includes(words.toLowerCase());
}

function partOf(all: readonly boolean[]): number {
  return all.filter(Boolean).length / all.length;
}

/** How much of what the texts tell is found. */
function recall(texts: readonly CorpusText[]): number {
  return partOf(
    texts.flatMap(({ text, tells }) => {
      const found = findingsIn(text);
      return tells.map((each) => found.some((one) => isTold(one, each)));
    }),
  );
}

/** How much of what is found the texts tell. */
function precision(texts: readonly CorpusText[]): number {
  return partOf(
    texts.flatMap(({ text, tells }) =>
      findingsIn(text).map((one) => tells.some((each) => isTold(one, each))),
    ),
  );
}

const tellingNothing = (texts: readonly string[]) => texts.map((text) => ({ text, tells: [] }));

describe('findTextDisclosures', () => {
  for (const [kind, text, excerpt] of spellings) {
    it(`a text, when it holds ${JSON.stringify(excerpt)}, is found to hold a ${kind}`, () => {
      expect(findTextDisclosures(text)).to.deep.include({ kind, excerpt });
    });
  }

  for (const text of silent) {
    it(`a text, when it is only ${JSON.stringify(text)}, is left alone`, () => {
      expect(findTextDisclosures(text)).to.deep.equal([]);
    });
  }

  it('an office, when it follows "Saya", is a role and no name', () => {
    expect(kindsIn('Saya Ketua dan anggota itu laporkan')).to.deep.equal(['role']);
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

  describe('on texts as people write them', () => {
    it('it finds nine of ten that give their writers away, and is right nineteen times of twenty', () => {
      expect(recall(telling), 'recall').to.be.at.least(0.9);
      expect(precision([...telling, ...tellingNothing(ordinary)]), 'precision').to.be.at.least(0.95);
    });

    it('in the spelling of telephones, it finds all that the patterns were held against and three of five of the rest', () => {
      expect(recall(typed), 'recall').to.equal(1);
      expect(recall(heldOut), 'recall on texts held out').to.be.at.least(0.6);
      expect(precision([...typed, ...heldOut, ...tellingNothing(typedOrdinary)]), 'precision').to.be.at.least(
        0.95,
      );
    });

    it('of the twelve sample reports it warns of those alone whose writers tell of themselves', () => {
      const warned = sampleReports.filter((report) =>
        Object.values(report).some(
          (value) => typeof value === 'string' && findTextDisclosures(value).length > 0,
        ),
      );
      expect(warned.map(({ name }) => name)).to.deep.equal(['honorarium', 'travel-claims', 'thanks']);
    });
  });

  describe('on hostile text', () => {
    /** Between what a search of one pass takes of the processor here (below 100 ms) and one of squares (5 s or more). */
    const MOST_PROCESSOR_MS = 2_000;

    it('the search, of one endless word after a cue, ends soon', () => {
      expect(kindsIn(`saya ${'a'.repeat(1_000_000)}`)).to.deep.equal([]);
    });

    const fragments = [
      ' ',
      '\n',
      ' \n',
      '0',
      '08',
      '0 8 ',
      '(0',
      '+62',
      '1',
      '1.',
      '1 ',
      'a',
      'a.',
      'a@',
      '@',
      '@a.',
      'a at ',
      '-',
      '_',
      'saya ',
      'saya a ',
      'satu-satunya ',
      'satu-satunya a a a ',
      'hanya saya ',
      'nama saya ',
      'Saya ',
      'A ',
      'B 1',
      'B',
      'rumah a ',
      'RT 1',
      'plat ',
      'plat a',
      'I, ',
      "I'm ",
      'my ',
      '\u200b',
      'ü',
      '😀',
      '\ud83d',
      'Perkenalkan, saya A ',
      'kepala ',
      'saya kepala ',
      'lahir ',
      'tgl lahir ',
      'saya lahir di a',
      'nol delapan ',
      'nol delapan satu ',
      'O8O',
      'Jl. a ',
      'Jalan a',
      'Perum a ',
      'Blok ',
      'rekening a ',
      'rekening saya ',
      'rek saya 1',
      'my a account ',
      'NPWP 1',
      '12.345.678.',
      'NIP 1',
      'TTL: a ',
      'umur saya ',
      'ig: a',
      'ig saya a',
      'a at b',
      'a at b titik ',
      't.me/a',
      'sejak saya bekerja a ',
      'saya yang me',
      'saya sudah 12 tahun a ',
      'kami bertiga ',
      'rumahku a ',
      'I have worked a ',
      '0 ',
      '0 8 1 ',
      '08/1',
      '08_',
      '08l',
      'hp saya ',
      'no hp 8',
      'hp 81 ',
      'telp 0771/',
      '0062',
      '21 01 ',
      '21/',
      'NIK saya 2 ',
      'a @ ',
      'a@gmail ',
      'a (a) gmail.',
      'a at gmail com ',
      'cm sy sama ',
      'sy satu2nya ',
      'sy budi ',
      '. saya budi A ',
      'terima kasih\n',
      'bertanda tangan di bawah ini ',
      '\u0301\u0323',
      '\uff10',
    ];
    for (const fragment of fragments) {
      it(`the search, of ${JSON.stringify(fragment)} over and over, takes no time that grows with its square`, () => {
        const text = fragment.repeat(Math.ceil(100_000 / fragment.length));
        const before = process.cpuUsage();
        findTextDisclosures(text);
        expect(process.cpuUsage(before).user / 1000).to.be.lessThan(MOST_PROCESSOR_MS);
      });
    }
  });
});
