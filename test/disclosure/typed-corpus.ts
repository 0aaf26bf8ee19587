import type { CorpusText } from './corpus.ts';

// Texts as people type them on a telephone. They were written, all of them, before the patterns were mended to read such
// spellings; the patterns were then held against the first list alone.

/** Texts that the patterns were mended with. */
export const typed: readonly CorpusText[] = [
  { text: 'klo mau tanya wa sy aja 0812 - 7700 - 1122 mlm ya pak', tells: [['phone', '0812 - 7700']] },
  { text: 'No Hp.81277001122 , tlg jgn disebar', tells: [['phone', '81277001122']] },
  { text: 'nmr sy 0 8 1 2 7 7 0 0 1 1 2 2 (pake spasi biar aman)', tells: [['phone', '0 8 1 2']] },
  {
    text: 'bisa hub 08l277OO1122 atau lewat adek saya',
    tells: [
      ['phone', '08l277'],
      ['relative', 'adek saya'],
    ],
  },
  {
    text: 'telp kantor pos dkt rumah sy Telp.0771-21234 titip pesan aja',
    tells: [
      ['phone', '0771-21234'],
      ['address', 'rumah sy'],
    ],
  },
  {
    text: 'Hubungi (0771)21234 jam kerja, minta disambungkan ke ruangan sy',
    tells: [
      ['phone', '(0771)21234'],
      ['role', 'ruangan sy'],
    ],
  },
  { text: 'email: sekar.contoh@gmail,com', tells: [['email', 'sekar.contoh']] },
  { text: 'imel sy sekarcontoh @ yahoo.co.id ya min', tells: [['email', 'sekarcontoh @']] },
  { text: 'kirim aja ke sekarcontoh[a]gmail.com', tells: [['email', 'sekarcontoh']] },
  { text: 'sekar contoh27 at gmail com (maaf pake at takut kena scan)', tells: [['email', 'contoh27 at']] },
  { text: 'NIK.2101015203850001 klo perlu buat data', tells: [['nik', '2101015203850001']] },
  { text: 'ktp sy 21.01.01.520385.0001 alamat kampung bugis', tells: [['nik', '21.01.01']] },
  { text: 'sy satu2nya yg pegang password SIMDA di kantor', tells: [['self-reference', 'satu2nya']] },
  {
    text: 'yg tau cm sy sama pak bendahara. jd klo bocor pasti dituduh sy',
    tells: [['self-reference', 'cm sy']],
  },
  { text: 'sy budi orang umum, disuruh beli materai tp kwitansinya dinaikin', tells: [['own-name', 'budi']] },
  { text: 'amplopnya ditaro di meja sy terus diambil lg sama kasubbag', tells: [['role', 'meja sy']] },
  { text: 'aku honorer disini udh 6 thn tp gaji dipotong trs', tells: [['role', 'honorer']] },
  { text: 'hp ku +62.812.7700.1122 / wa only', tells: [['phone', '+62.812']] },
  {
    text: 'Kontak: ０８１２７７００１１２２ atau sekar＠contoh.id',
    tells: [
      ['phone', '081277001122'],
      ['email', 'sekar@contoh.id'],
    ],
  },
  {
    text: 'Demikian laporan ini sy buat dgn sebenarnya, terima kasih.\n\nSekar Ayu Contoh',
    tells: [['own-name', 'Sekar Ayu']],
  },
];

/** Texts that no pattern was held against; what is found in them is what the threat model tells. */
export const heldOut: readonly CorpusText[] = [
  { text: 'no wa sy ini pak 0813_6400_5566 tp jgn ditelp jam kantor', tells: [['phone', '0813_6400']] },
  { text: 'bs chat ke 62813 6400 5566, klo g aktif ke nmr istri', tells: [['phone', '62813 6400']] },
  {
    text: 'telpon aja ke delapan satu tiga enam empat kosong kosong lima lima enam enam',
    tells: [['phone', 'delapan satu tiga']],
  },
  {
    text: 'call 0813/6400/5566 (sodara sy yg angkat)',
    tells: [
      ['phone', '0813/6400'],
      ['relative', 'sodara sy'],
    ],
  },
  { text: 'hub rumah 0771 - 318899 habis magrib', tells: [['phone', '0771 - 318899']] },
  { text: 'surel : rini_contoh (et) gmail . com', tells: [['email', 'rini_contoh']] },
  {
    text: 'email rini contoh ga pake spasi di gmail, awalnya rinicontoh88',
    tells: [['email', 'rinicontoh88']],
  },
  { text: 'bls ke rinicontoh88@gmail aja', tells: [['email', 'rinicontoh88@gmail']] },
  { text: 'fb sy Rini Contoh Lestari, profilnya foto kucing', tells: [['account', 'Rini Contoh']] },
  { text: 'ini nik sy 2101 0112 0385 0001, sy cuma mau lapor aja', tells: [['nik', '2101 0112']] },
  { text: 'no ktp=2101015203850001', tells: [['nik', '2101015203850001']] },
  {
    text: 'nip saya 19850312 2010 01 2 004, silakan dicek absen sy yg diisi orang lain',
    tells: [['nip', '19850312']],
  },
  { text: 'cuman gw doang yg lembur mlm itu, satpam lg pulang', tells: [['self-reference', 'cuman gw']] },
  { text: 'hny saya dan rina yg pegang stempel', tells: [['self-reference', 'hny saya']] },
  { text: 'saya seorang diri jaga loket wkt itu', tells: [['self-reference', 'seorang diri']] },
  { text: 'gak ada org lain yg tau selain sy & pak camat', tells: [['self-reference', 'selain sy']] },
  { text: 'saya rini dari bagian keuangan, mau lapor soal spj fiktif', tells: [['own-name', 'rini']] },
  { text: 'a.n. Rini Contoh (pelapor)', tells: [['own-name', 'Rini Contoh']] },
  {
    text: 'yg bertanda tangan dibawah ini\nnama : Rini Contoh\nalamat : jl kenanga no 5',
    tells: [
      ['own-name', 'Rini Contoh'],
      ['address', 'jl kenanga no 5'],
    ],
  },
  { text: 'sy kerja dibagian arsip dr thn 2018', tells: [['role', 'kerja dibagian arsip']] },
  { text: 'waktu itu sy lg sakit, absen sy diparaf orang', tells: [['self-reference', 'sy lg sakit']] },
  {
    text: 'bos sy nyuruh bikin nota kosong, ruangan saya pas di sebelah ruang rapat',
    tells: [
      ['role', 'bos sy'],
      ['role', 'ruangan saya'],
    ],
  },
  { text: 'ponakan sy ikut tes cpns dimintain 80jt', tells: [['relative', 'ponakan sy']] },
  { text: 'sy lahir thn 87, brarti udh 39 th sekarang', tells: [['birth-date', 'lahir thn 87']] },
  { text: 'rmh sy blkg kantor camat, tiap mlm liat truk keluar', tells: [['address', 'rmh sy']] },
  { text: 'plat mtr sy bp 4321 xy keliatan di video itu', tells: [['vehicle-plate', 'bp 4321 xy']] },
  { text: 'transfer ke rek bca sy 1234567890 trs disuruh balikin', tells: [['bank-account', '1234567890']] },
  {
    text: 'i was alone with him in the car, my number 0813 6400 5566',
    tells: [
      ['self-reference', 'alone with him'],
      ['phone', '0813 6400'],
    ],
  },
];

/** Texts typed in the same way that tell nothing of their writers. */
export const typedOrdinary: readonly string[] = [
  'kwitansi no 0812/KW/IX/2026 tgl 08/09/2026 s/d 10/09/2026 sama semua tulisannya',
  'surat nmr 045/1234/2026 gak pernah sampe ke desa',
  'dana 812.500.000 cair 2x, 81.234.567 sisanya gak jelas',
  'jam 08.00 - 12.00 - 16.00 petugasnya ganti tp ttd sama',
  'rapat 08 - 09 - 2026 10.30 peserta cm 12 org ditulis 60',
  'nilai tes 0 8 7 9 8 6 7 8 9 10 diubah jd 90 semua',
  'beli hp 800.000.000 katanya utk 40 desa, hp nya merk abal2',
  'pulsa wa grup dianggarkan 8.500.000 per bln',
  'file SPJ_08092026_1030.pdf sama dgn SPJ_09092026_1030.pdf',
  'antrian dr tgl 11/05/2026 05/06/2026 blm dipanggil jg',
  'pasal 5 (a) dan (b) uu no 20 thn 2001',
  'ketemu @ warung kopi.lalu amplop dikasih',
  'pak budi bilang setor 10 persen, kata bu rina udah biasa',
  'satu2nya tender yg lolos ya cv contoh punya ipar camat',
  'cuma camat yg boleh tanda tangan, yg lain gak dikasih',
  'nota kosong ditemukan di meja bendahara, no seri 2101.2026.0012',
  'volume 0771 m2 dan 21234 m3 di RAB gak masuk akal',
  'anggaran 2025/2026: 0251/12345 baris di lampiran',
  'Pelaku:\nBudi Contoh\nAndi Contoh',
  'makasih ya petugas loket, pelayanannya cepet bgt',
  'nama saya ingin dirahasiakan',
  'nama saya minta tolong dirahasiakan pak',
  'nama saya jgn disebar, takut sy',
  'nama saya gak usah disebut ya min',
  'nama saya kalo bisa jangan disebut',
  'nama saya nanti disebut ke ketua gawat',
  'Nama saya tetap dirahasiakan',
  'Nama saya ikut dicatut dalam daftar hadir',
  'Nama saya masuk daftar penerima honor',
  'Saya Melihat sendiri amplop dikasih',
  'Saya Ingin melaporkan pungli',
  'Saya Pernah diminta uang',
  'saya diminta uang 500rb biar cepat',
  'saya disuruh membayar lagi di loket',
  'SAYA MELIHAT KETUA MENERIMA UANG',
  'Ketua memarahi saya, Rudi, dan Dewi',
  'pungli di loket.\nHormat saya, Warga Desa',
  'pungli di loket.\nSalam, Warga',
];
