import type { DisclosureKind } from '../../src/disclosure/text-disclosures.ts';

/** A text as reporters write them, invented for this, and what in it could identify them: the kind and some of its words. */
export interface CorpusText {
  readonly text: string;
  readonly tells: readonly (readonly [kind: DisclosureKind, words: string])[];
}

/** Texts that give their writers away, some in ways that no search for words finds. */
export const telling: readonly CorpusText[] = [
  {
    text: 'Sy sudah 12 tahun kerja di sekretariat ini, jadi sy tahu persis alurnya. Kwitansi sewa tenda dipecah tiga. Kalau perlu hub sy di nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol.',
    tells: [
      ['role', '12 tahun kerja'],
      ['phone', 'nol delapan satu'],
    ],
  },
  {
    text: 'Yang pegang kunci brankas cuma saya dan bendahara. Uang itu keluar tanggal 4, besoknya kembali separuh. Atasan saya langsung yang suruh tanda tangan.',
    tells: [
      ['self-reference', 'cuma saya'],
      ['role', 'Atasan saya'],
    ],
  },
  {
    text: 'Perkenalkan, nama saya Dewi Contoh Lestari, NIP 19900117 201503 2 004. Saya ditugaskan sebagai notulen rapat pleno itu.',
    tells: [
      ['own-name', 'Dewi Contoh'],
      ['nip', '19900117'],
      ['role', 'notulen'],
    ],
  },
  {
    text: 'istriku ikut tes itu dan nomornya 0812.0000.1122, tolong jangan dihubungi siang hari',
    tells: [
      ['relative', 'istriku'],
      ['phone', '0812.0000.1122'],
    ],
  },
  {
    text: 'Balas ke melati.contoh [at] gmail [dot] com atau IG: melati_contoh88. Saya tinggal di Perumahan Contoh Asri Blok C2 No. 14 RT 02/RW 05.',
    tells: [
      ['email', 'melati.contoh'],
      ['account', 'melati_contoh88'],
      ['address', 'Perumahan Contoh'],
      ['address', 'RT 02'],
    ],
  },
  {
    text: 'Uang lembur masuk ke rekening BRI saya 0000-01-000123-50-1 lalu diminta kembali tunai. NPWP saya 00.123.456.7-890.000 dipakai untuk dua honor.',
    tells: [
      ['bank-account', '0000-01'],
      ['npwp', '00.123.456.7'],
    ],
  },
  {
    text: 'Motor saya BP 1234 XY diparkir di belakang, makanya saya lihat mereka bongkar muatan. Umur saya 58, sebentar lagi pensiun.',
    tells: [
      ['vehicle-plate', 'BP 1234 XY'],
      ['birth-date', 'Umur saya 58'],
    ],
  },
  {
    text: 'I have worked here for nine years as a driver and I was the only one in the car when the envelope was handed over. My wife can confirm. Reach me at +62 811-0000-3344.',
    tells: [
      ['role', 'worked here'],
      ['self-reference', 'the only one'],
      ['relative', 'My wife'],
      ['phone', '+62 811'],
    ],
  },
  {
    text: 'Saya operator komputer di kecamatan. Selain saya dan Pak Sekcam tidak ada yang tahu kata sandi itu.',
    tells: [
      ['role', 'operator komputer'],
      ['self-reference', 'Selain saya'],
    ],
  },
  {
    text: 'Sejak saya dimutasi ke bagian umum bulan Juni, saya tidak lagi memegang daftar hadir. Sebelumnya daftar itu saya isi sendiri.',
    tells: [['role', 'Sejak saya dimutasi']],
  },
  {
    text: 'Demikian laporan ini.\n\nTertanda,\nRahmat Contoh\nJl. Contoh Raya No. 17',
    tells: [
      ['own-name', 'Rahmat'],
      ['address', 'Jl. Contoh Raya No. 17'],
    ],
  },
  {
    text: 'hub O812-OOOO-7788 (wa), telegram saya budi_contoh',
    tells: [
      ['phone', 'O812'],
      ['account', 'budi_contoh'],
    ],
  },
  {
    text: 'TTL: Kijang, 12 Maret 1985. NIK 2101011203850001. Ini anak saya yang kedua ikut seleksi.',
    tells: [
      ['birth-date', 'Kijang, 12 Maret'],
      ['nik', '2101011203850001'],
      ['relative', 'anak saya'],
    ],
  },
  {
    text: 'Kami bertiga saja yang lembur malam itu, jadi kalau bocor pasti salah satu dari kami. Kakak ipar gue yang kerja di rekanan juga cerita.',
    tells: [
      ['self-reference', 'bertiga saja'],
      ['relative', 'ipar gue'],
    ],
  },
  {
    text: 'budi at contoh dot go dot id, atau lewat t.me/budicontoh. Kosan saya di Gang Contoh No 3.',
    tells: [
      ['email', 'budi at contoh'],
      ['account', 't.me/budicontoh'],
      ['address', 'Gang Contoh'],
    ],
  },
  {
    text: 'Waktu saya cuti melahirkan bulan Mei, honor saya tetap dicairkan dan ditandatangani orang lain.',
    tells: [['self-reference', 'cuti melahirkan']],
  },
  {
    text: 'Saya yang mengetik surat tugas itu dan saya pula yang mengantarnya ke hotel.',
    tells: [
      ['self-reference', 'yang mengetik'],
      ['self-reference', 'yang mengantarnya'],
    ],
  },
  {
    text: 'As the treasurer I refused to sign. My supervisor told me so in front of nobody else but me.',
    tells: [
      ['role', 'As the treasurer'],
      ['role', 'My supervisor'],
      ['self-reference', 'but me'],
    ],
  },
  {
    text: 'NRP 78010203, saya anggota pengamanan malam itu. Rumahku di sebelah gudang.',
    tells: [
      ['nip', '78010203'],
      ['role', 'anggota pengamanan'],
      ['address', 'Rumahku'],
    ],
  },
  {
    text: 'Saya baru dilantik jadi panwas desa, dipanggil ke rumah beliau dan disuruh setor. Cek aja mutasi rekening pribadi saya di bank: 1234 5678 90.',
    tells: [
      ['role', 'baru dilantik'],
      ['bank-account', '1234 5678 90'],
    ],
  },
  {
    text: 'Hari itu giliran saya jaga loket tiga. Nomor antrean saya 27, habis itu langsung dipanggil ke dalam.',
    tells: [
      ['role', 'giliran saya jaga'],
      ['self-reference', 'Nomor antrean saya'],
    ],
  },
  {
    text: 'Saya duduk tepat di sebelah kiri ketua waktu amplop itu digeser di bawah meja.',
    tells: [['self-reference', 'sebelah kiri ketua']],
  },
  {
    text: 'Tahun lalu saya pernah menegur beliau soal ini di depan rapat, sejak itu saya tidak diajak lagi.',
    tells: [['self-reference', 'menegur beliau']],
  },
];

/** Texts that tell of others, of money, of dates and places, and not of their writers. */
export const ordinary: readonly string[] = [
  'Jalan di depan kantor rusak sejak pembangunan gudang nomor 3. Truk keluar masuk pukul 08.00-16.00.',
  'Uang Rp 1.250.000.000 ditransfer ke rekening 0987654321 atas nama CV Contoh pada 12/03/2026.',
  'Nomor surat 045/HK.01/KP-12/VIII/2026 dan nota 12.345.678 tidak cocok dengan DIPA 2026.',
  'Bendahara kecamatan memotong honor 15 orang. Istri ketua panitia ikut dalam perjalanan ke Batam.',
  'Kegiatan dilaksanakan di Hotel Contoh lantai 2 pada 14 sampai 16 Oktober 2026, peserta 62 orang.',
  'Saya melihat sendiri amplop itu. Saya tidak tahu isinya. Saya mohon ini ditindaklanjuti.',
  'Kepala bagian menyuruh anak buahnya membeli tiket dua kali. Atasannya tahu dan diam saja.',
  'Petugas loket marah-marah dan mengatakan berkas saya kurang, padahal syaratnya tidak ditempel.',
  'Terima kasih kepada Ibu Contoh di loket 2, pelayanannya cepat dan ramah.',
  'Mohon informasi jumlah laporan tahun 2024 dan 2025 serta anggaran pengawasan menurut kecamatan.',
  'Rapat dimulai jam 9, daftar hadir ditandatangani 08-09-2026 10.30 dan 10.45 oleh orang yang sama.',
  'The vendor invoiced 48 chairs and delivered 30. The signatures on page 3 and page 7 are the same.',
  'The head of division asked the drivers to fill in blank receipts. Nobody dared to refuse.',
  'Kendaraan dinas dipakai untuk acara keluarga pejabat setiap Sabtu dan Minggu sejak Maret 2026.',
  'Pasal 12 B UU 20 Tahun 2001 dan Pasal 5 ayat (1) huruf a. Nilai kontrak Rp 628.500.000.',
  'Lokasi di Desa Contoh, RT-nya lupa, dekat jembatan, sekitar 200 meter dari pasar.',
  'Kasubbag menerima titipan dari rekanan di teras belakang, lalu memberi kode “kopi”.',
  'Tes tertulis nilainya 78, 81, 62 dan 90; yang lulus justru yang 62.',
  'Barang dikirim tiga kali: 10 rim, 12 rim, 8 rim; di kuitansi 100 rim. Harga satuan 81.234 rupiah.',
  'Mereka berbicara di grup WhatsApp kantor, isinya menyuruh menghapus daftar hadir.',
  'Ketua menelepon seseorang dan berkata, “saya tunggu di rumah, bawa amplopnya.”',
  'Yang menerima adalah staf bagian umum, dipanggil Mas Gan, usianya sekitar 40 tahun.',
  'Harga sewa tenda Rp3.500.000 per hari dikali 14 hari, padahal tenda milik desa.',
  'Kantor tutup lebih awal setiap Jumat pukul 14.30, antrean belum habis.',
];
