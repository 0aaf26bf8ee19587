import type { CorpusText } from './corpus.ts';

// Texts as a civil servant, a contractor, a villager or a temporary worker would send them: formal, in slang, with
// misspellings, in two languages. Each was written before the patterns were looked at for it; the patterns were then mended with the first list alone.

/** Texts that give their writers away, that patterns were mended with. */
export const spoken: readonly CorpusText[] = [
  {
    text: 'Dengan hormat, saya selaku pelaksana pada Subbagian Keuangan sejak Januari 2021 melaporkan bahwa tanda tangan saya dipalsukan dalam SPJ perjalanan dinas.',
    tells: [
      ['role', 'selaku pelaksana'],
      ['self-reference', 'tanda tangan saya'],
    ],
  },
  {
    text: 'Perusahaan saya ikut tender itu dan digugurkan karena tdk mau setor 10 persen. Sy direktur CV nya, bisa dihubungi di nomor kantor 0771 318 899.',
    tells: [
      ['role', 'Perusahaan saya'],
      ['role', 'Sy direktur'],
      ['phone', '0771 318 899'],
    ],
  },
  {
    text: 'sy ketua RT di kampung sini pak, yg bagi beras kmrn sy sendiri sama hansip. pak kades minta 50rb per karung',
    tells: [
      ['role', 'sy ketua RT'],
      ['self-reference', 'sy sendiri'],
    ],
  },
  {
    text: 'Assalamualaikum, sy bu Rina yg jualan nasi di dpn kantor camat. tiap jumat disuruh kasih 100 ribu',
    tells: [
      ['own-name', 'bu Rina'],
      ['role', 'yg jualan nasi'],
    ],
  },
  {
    text: 'min tlg rahasiain ya, gua yg megang buku kas panitia, cuma berdua ama si bendahara yg tau angkanya',
    tells: [
      ['self-reference', 'gua yg megang'],
      ['self-reference', 'cuma berdua'],
    ],
  },
  {
    text: 'Suami sy yg jd supir pak kabag, dia disuruh antar bingkisan tiap mau lebaran ke rumah pejabat',
    tells: [['relative', 'Suami sy']],
  },
  {
    text: 'ini no sy mas +62 857-1100-2233 tp wa aja jgn telp, istri lg sakit',
    tells: [['phone', '+62 857']],
  },
  {
    text: 'Honor saya sebagai petugas entri dipotong 300 ribu tiap bulan, dan yang jadi petugas entri di sana hanya tiga orang termasuk saya.',
    tells: [
      ['role', 'sebagai petugas entri'],
      ['self-reference', 'termasuk saya'],
    ],
  },
  {
    text: 'i was in the room when it happened, cuma ada gue, si bos, sama orang vendor. Gue yg bikin minutesnya.',
    tells: [
      ['self-reference', 'cuma ada gue'],
      ['self-reference', 'Gue yg bikin'],
    ],
  },
  {
    text: 'rekening BRI an. saya sendiri 0221 01 000123 50 9 dipinjam buat nampung dana kegiatan, buku tabungan dipegang pak sekre',
    tells: [['bank-account', '0221 01']],
  },
  {
    text: 'sy guru honor di SDN Contoh 3, dana BOS tdk jelas. Anak2 sy jg sekolah disini jd sy takut',
    tells: [
      ['role', 'sy guru honor'],
      ['relative', 'Anak2 sy'],
    ],
  },
  {
    text: 'alamat sy jln Melati gg 2 rt 3 rw 1 kel. contoh, rumah cat hijau sebelah mushola',
    tells: [['address', 'alamat sy']],
  },
  {
    text: 'Kepada Yth. Pimpinan. Yang bertanda tangan di bawah ini:\nNama : Hendra Contoh\nPekerjaan : swasta\nAlamat : Kp. Contoh RT 001/002',
    tells: [
      ['own-name', 'Hendra Contoh'],
      ['address', 'RT 001/002'],
    ],
  },
  {
    text: 'kbtulan sy yg piket mlm itu n liat sndr mobil plat merah angkut beras ke rmh pribadi',
    tells: [['self-reference', 'sy yg piket']],
  },
  {
    text: 'Email kantor dipantau, jadi balas ke hendra.contoh(at)gmail.com saja ya',
    tells: [['email', 'hendra.contoh']],
  },
  {
    text: 'Saya PPK pada paket pengadaan kursi tersebut dan menolak menandatangani BAST, lalu saya diganti seminggu kemudian.',
    tells: [
      ['role', 'Saya PPK'],
      ['role', 'saya diganti'],
    ],
  },
  {
    text: 'sy tukang yg ngecat kantor itu, upah dibayar 1,5jt pdhal di kwitansi 6jt. nmr sy 0896 2200 3311',
    tells: [
      ['role', 'sy tukang'],
      ['phone', '0896 2200'],
    ],
  },
  {
    text: 'Bapak saya kena stroke jd BLT nya sy yg ambil, dipotong 100rb sm perangkat desa. warga lain gak ada yg ambil hr itu selain kami',
    tells: [
      ['relative', 'Bapak saya'],
      ['self-reference', 'selain kami'],
    ],
  },
  {
    text: 'my name Putri, intern di bagian humas since August. Kak admin pls jangan share ke atasan gue',
    tells: [
      ['own-name', 'Putri'],
      ['role', 'intern di bagian humas'],
      ['role', 'atasan gue'],
    ],
  },
  {
    text: 'ktp an ibu sy 2101 0152 0355 0001 dipake buat pencairan fiktif',
    tells: [
      ['nik', '2101 0152'],
      ['relative', 'ibu sy'],
    ],
  },
  {
    text: 'di ruangan itu cm ada 4 org : pak kabid, bu sekre, orang PT dan sy',
    tells: [['self-reference', 'cm ada 4 org']],
  },
  {
    text: 'Sebagai satpam yang jaga pos depan, saya mencatat keluar masuk truk itu di buku tamu.',
    tells: [
      ['role', 'Sebagai satpam'],
      ['self-reference', 'saya mencatat'],
    ],
  },
  {
    text: 'hub aja lewat DM ig @putri_contoh_ atau tele @putrict',
    tells: [
      ['account', '@putri_contoh_'],
      ['account', '@putrict'],
    ],
  },
  {
    text: 'Motor dinas BP 2233 TA itu atas nama kantor tapi yang pakai saya, sekarang diminta dikembalikan gara2 saya protes.',
    tells: [
      ['vehicle-plate', 'BP 2233 TA'],
      ['self-reference', 'yang pakai saya'],
    ],
  },
  {
    text: 'sy asli sini umur 52 th kerja serabutan, kmrn dsuruh ttd daftar hadir sosialisasi pdhl gak ikut',
    tells: [['birth-date', 'umur 52']],
  },
  {
    text: 'Saya baru tiga bulan menjadi bendahara pembantu menggantikan Bu Contoh yang pensiun.',
    tells: [['role', 'bendahara pembantu']],
  },
  {
    text: 'telp rmh 0771-7007788 ato ke hp anak sy O813 7700 6655',
    tells: [
      ['phone', '0771-7007788'],
      ['phone', 'O813 7700'],
      ['relative', 'anak sy'],
    ],
  },
  {
    text: 'NPWP CV kami 01.234.567.8-214.000 dipinjam utk tagihan yg kami gak kerjakan',
    tells: [['npwp', '01.234.567.8']],
  },
  {
    text: 'Wassalam,\n\nH. Contoh Darmawan, S.Pd\nKepala SDN 007',
    tells: [['own-name', 'Contoh Darmawan']],
  },
  {
    text: 'sy lahir n besar dsini thn 1975, tau persis tanah itu tanah desa bkn punya pak lurah',
    tells: [['birth-date', '1975']],
  },
];

/** Texts that give their writers away, written after the patterns were mended with those above, that no pattern was held against. */
export const spokenHeldOut: readonly CorpusText[] = [
  {
    text: 'Izin melapor bang. Ane sopir ambulans puskesmas, bensin dijatah 20 liter tp di nota 60 liter. Kontak ane 0838.1100.2277',
    tells: [
      ['role', 'sopir ambulans'],
      ['phone', '0838.1100'],
    ],
  },
  {
    text: 'Saya arsiparis di unit itu dan disposisi aslinya masih saya simpan di laci.',
    tells: [
      ['role', 'Saya arsiparis'],
      ['self-reference', 'saya simpan'],
    ],
  },
  {
    text: 'kk sy panitia lelangnya, td malam cerita klo pemenangnya udah ditentuin dr awal',
    tells: [['relative', 'kk sy']],
  },
  {
    text: 'ga ada yg tau soal ini kecuali aku n bu kabid, jd pliss hati2',
    tells: [['self-reference', 'kecuali aku']],
  },
  {
    text: 'Semenjak saya melapor ke inspektorat tahun lalu, saya dipindahkan ke gudang arsip.',
    tells: [
      ['self-reference', 'saya melapor'],
      ['role', 'saya dipindahkan'],
    ],
  },
  {
    text: 'wa gw nol delapan dua satu tiga tiga empat empat lima lima enam enam',
    tells: [['phone', 'nol delapan dua']],
  },
  {
    text: 'Kami pemilik toko bangunan yang namanya dicatut dlm nota, cap toko kami dipalsukan',
    tells: [
      ['role', 'Kami pemilik'],
      ['self-reference', 'cap toko kami'],
    ],
  },
  {
    text: 'perkenalkan sy Yanto, tukang parkir dpn pasar. tiap hr dimintai setoran sm oknum dishub',
    tells: [
      ['own-name', 'Yanto'],
      ['role', 'tukang parkir'],
    ],
  },
  {
    text: 'Sy kader posyandu RT 04 RW 02, uang transport dipotong separo. Umur sy udh 60, jgn dipanggil jauh2',
    tells: [
      ['role', 'Sy kader'],
      ['address', 'RT 04'],
      ['birth-date', 'Umur sy'],
    ],
  },
  {
    text: 'saya mahasiswi magang di situ dari Juli sampai September, mejanya persis depan ruang sekretaris',
    tells: [['role', 'mahasiswi magang']],
  },
  {
    text: 'surelku contoh.pelapor@protonmail.com, bales kesitu aja',
    tells: [['email', 'contoh.pelapor']],
  },
  {
    text: 'nip ane 198704122015031002 bisa dicek di daftar yg gak dpt TPP',
    tells: [['nip', '198704122015031002']],
  },
  {
    text: 'As the intern who typed the list, I saw the names change overnight. Text me at 0815 4400 5599.',
    tells: [
      ['role', 'As the intern'],
      ['phone', '0815 4400'],
    ],
  },
  {
    text: 'Rumah saya persis depan kantor lurah, jadi kelihatan siapa yang keluar masuk malam-malam.',
    tells: [['address', 'Rumah saya']],
  },
  {
    text: 'mertua gue yg punya tanah itu, disuruh ttd jual beli padahal dipaksa',
    tells: [['relative', 'mertua gue']],
  },
];

/** Texts of the same writers that tell of others, of money, of dates and places. */
export const spokenOrdinary: readonly string[] = [
  'Mohon ditindaklanjuti pengadaan ATK TA 2025 senilai Rp48.750.000,- yang barangnya tidak pernah diterima gudang.',
  'pak kades kmrn beli mobil baru plat BK, pdhal gajinya brp. tlg dicek',
  'Bansos dibagi tgl 12/08 jam 9 sampe 11, yg dapat cuma 40 KK dari 120 KK.',
  'Nomor kontrak 027/SPK/DPUPR/VIII/2025 tanggal 08-08-2025 sebesar 1.987.650.000.',
  'bendahara bilang ke semua staf klo honor telat itu biasa, staf pd takut ngomong',
  'Istri pak lurah punya warung yang selalu jadi langganan konsumsi rapat.',
  'dia bilang "hub sy aja kalau mau cepat", terus minta 200rb',
  'The procurement officer told vendors to pay ten percent before the signing, cash only.',
  'Saya tidak mau disebut namanya. Saya hanya ingin ini diperiksa.',
  'Kami warga dusun mohon jalan poros diperbaiki, sudah 3 tahun rusak.',
  'Ketua panitia, Sdr. Contoh, menyuruh orang tanda tangan kosong 25 lembar.',
  'loket 4 tutup dr jam 11.30 smp 13.30 pdhal di papan tertulis 12.00-13.00',
  'Tolong jangan sampai nama saya diketahui siapa pun.',
  'Uang muka 30% cair 14 Mei, pekerjaan nol. Progress di laporan 65,20 persen.',
  'ada rapat di rumah makan contoh, yg hadir kabid, dua kasi, sama orang cv',
  'Pegawai yang namanya Contoh absen 17 hari tapi TPP utuh.',
  'Rekening penampung atas nama CV Contoh Mandiri nomor 123-00-0456789-1 Bank Contoh.',
  'Surat tugas no. 094/112/ST/2025 dibuat mundur, diteken tgl 30 Sept.',
  'sy liat di papan pengumuman harganya gratis tp dimintain 20rb sm petugas',
  'Kami mohon penjelasan apa syarat KIP dan kapan dibuka lagi.',
  'beras 10 kg isinya cuma 8,2 kg, dikali 350 karung udh brp tuh',
  'Kode barang 1.3.2.05.01.04.002 di KIB B tercatat 12 unit, di lapangan 7 unit.',
  'Staf honorer disuruh nyetor 2 jt supaya SK diperpanjang, ada 14 orang.',
  'Kata orang-orang, kepala puskesmas sering pakai ambulans utk belanja.',
  'He asked everyone in the division to buy tickets for his brother’s event.',
  'Jadwal sidang 09.00 molor ke 11.15, para pihak menunggu di lorong lantai 3.',
  'Pelayanan ramah dan cepat, semoga dipertahankan. Terima kasih Bu Contoh.',
  'anggaran 62 juta 812 ribu utk 2 hari, hotelnya di dalam kota jg',
  'Proyek di Jl. Contoh Raya samping masjid, plang proyek tidak ada, pekerjanya 6 orang.',
  'Mereka bagi amplop di parkiran, isinya 150rb, dpt info dr grup WA warga.',
  'tukang parkir di depan kantor bilang tiap hari setor 50rb ke oknum',
  'Sebagai kepala dinas, beliau mestinya tahu aturan itu.',
  'Arsiparis di unit itu disuruh memusnahkan berkas sebelum diperiksa.',
  'umur proyek baru 3 bulan sudah retak, usia pakai di kontrak 10 tahun',
  'yang tanda tangan cuma satu orang padahal di daftar 25 orang',
  'panitia cuma bertiga, yang kerja satu, honornya dibagi rata',
  'PT itu milik adik bupati, alamatnya sama dengan rumah dinas',
  'Perusahaan pemenang tidak punya kantor, alamatnya ruko kosong.',
  'my concern is the name of the supplier, it appears three times in the list',
  'bapak itu minta uang rokok tiap kali ngurus KTP, saya dan warga lain diam saja',
  'Kader posyandu di desa sebelah dapat insentif, di desa kami tidak.',
  'toko yang dipakai untuk nota ternyata sudah tutup sejak 2022',
  'Mahasiswa KKN disuruh mengisi absen rapat desa.',
  'Nota bensin 60 liter padahal tangki ambulans cuma 45 liter.',
  'yang lapor duluan malah dipindahkan, yang korupsi naik jabatan',
];
