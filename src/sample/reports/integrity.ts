import type { SampleReport } from '../sample-report.ts';

/** The shortest of all: two lines from a phone. */
export const parcel: SampleReport = {
  name: 'parcel',
  lane: 'protected',
  category: 'gratification',
  what: 'Tiap mau lebaran ada mobil boks antar parsel ke rumah dinas.\nIsinya bukan cuma kue, ada amplopnya.',
  who: 'CV Angin Ribut Contoh, penerimanya orang sekretariat',
  where: 'Rumah dinas di Jalan Pelepah, Kabupaten Antah',
  when: 'Maret 2026, tahun lalu juga',
  how: 'Diantar malam, yang terima satpam',
  concerns: [],
  files: [],
  conversation: [
    {
      from: 'office',
      text: 'Terima kasih, laporan sudah kami baca. Apakah Anda ingat kira-kira tanggal pengantarannya? Tidak perlu mencari bukti tambahan.',
    },
    {
      from: 'reporter',
      text: 'sekitar seminggu sebelum lebaran, hari kamis. nanti kalau ada lagi sy kabari',
    },
  ],
};

/** Emoji, curly quotes, a list with bullets. */
export const recruitmentFee: SampleReport = {
  name: 'recruitment-fee',
  lane: 'protected',
  category: 'extortion',
  what: `Saya ingin melaporkan pungutan dalam seleksi pengawas tingkat desa 😔.

Waktu tes wawancara selesai, beberapa peserta dipanggil satu-satu ke teras belakang. Di sana dikatakan, “kalau mau nama kalian aman, ada uang administrasi”. Angkanya beda-beda:

• peserta dari desa dekat kota diminta Rp1.500.000
• peserta dari pulau diminta Rp1.000.000, katanya “sudah dikasih keringanan” 🙄
• yang sudah pernah jadi petugas diminta “cukup terima kasih saja”

Peserta yang tidak bayar diumumkan ‘tidak memenuhi syarat’ padahal nilai tes tertulisnya lebih tinggi. Pengumuman nilai tes tertulis sempat ditempel dua hari, lalu dicabut 📄❌.

Yang saya tahu ada paling sedikit sembilan orang yang ditawari begitu. Empat orang membayar. Uangnya tidak diserahkan langsung, tetapi dititipkan di warung kopi dekat kantor kecamatan dengan kode “titipan kopi” ☕. Pemilik warung mungkin tidak tahu isinya.

Mohon ini ditindaklanjuti sebelum pelantikan. Kalau sudah dilantik, yang membayar pasti tidak berani bicara 🙏.`,
  who: 'Seorang staf sekretariat kecamatan (dipanggil “Mas Gan”) dan satu orang yang mengaku “utusan kabupaten”.',
  where: 'Teras belakang kantor pengawas Kecamatan Lembayung, Kabupaten Antah',
  when: 'Hari wawancara, 14 dan 15 Oktober 2026, setelah magrib',
  how: 'Dipanggil satu per satu, ponsel diminta ditaruh di meja dulu, uang dititipkan di warung dengan kode “titipan kopi”.',
  why: 'Katanya untuk “menutup biaya pelantikan” karena anggarannya belum turun.',
  evidence: 'Foto tempelan nilai sebelum dicabut.',
  howKnown: 'Mendengar langsung dan cerita peserta lain.',
  whoElseKnows: 'Peserta lain. Mohon jangan ditanya dulu, mereka takut.',
  reportedElsewhere: 'Belum.',
  concerns: [],
  files: ['emoji-photo'],
  conversation: [
    {
      from: 'office',
      text: 'Laporan Anda telah kami verifikasi. Pelantikan belum dijadwalkan; pemeriksaan dokumen nilai kami lakukan lebih dahulu tanpa menghubungi peserta.',
    },
    {
      from: 'reporter',
      text: 'Alhamdulillah 🙏 Satu lagi: daftar hadir wawancara ada dua versi. Versi yang benar ditandatangani pakai pulpen biru.',
    },
    {
      from: 'office',
      text: 'Terima kasih, informasi itu sangat membantu. Kami kabari lewat halaman ini paling lambat sesuai tenggat yang Anda lihat.',
    },
  ],
};

/** A table typed with tabs; the head of the secretariat is concerned. */
export const vehicleRental: SampleReport = {
  name: 'vehicle-rental',
  lane: 'protected',
  category: 'conflict_of_interest',
  what: `Sewa kendaraan operasional tahun ini dimenangkan CV Sampan Jaya Contoh. Direkturnya memang orang lain, tetapi pengurus sehari-harinya adalah adik ipar kepala sekretariat. Hal ini tidak pernah dinyatakan sebagai benturan kepentingan.

Yang janggal dari dokumen yang pernah beredar di ruang rapat:

Uraian\tHarga pasar/bulan\tHarga kontrak/bulan\tJumlah
Minibus\tRp7.500.000\tRp10.500.000\t4
Kabin ganda\tRp9.000.000\tRp14.000.000\t2
Motor trail\tRp1.800.000\tRp2.750.000\t6

Spesifikasi dalam undangan menyebut warna, tahun, dan nomor rangka yang ternyata sama persis dengan kendaraan yang sudah diparkir di halaman kantor sejak dua minggu sebelum undangan dikirim. Dua penyedia lain yang diundang memberikan penawaran dengan format surat yang sama, salah ketik yang sama (“kendarran”), dan nomor telepon kantor yang sama.

Setelah kontrak berjalan, dari enam motor trail hanya empat yang pernah terlihat. Dua lainnya dipakai di kebun milik keluarga yang bersangkutan, tetapi tagihannya tetap enam setiap bulan. Berita acara serah terima ditandatangani untuk enam unit.

Saya tidak menuduh semua orang di bagian umum. Sebagian dari mereka hanya disuruh tanda tangan, dan ada yang sempat menolak lalu dipindah tugas.`,
  who: 'Kepala sekretariat, pengurus CV Sampan Jaya Contoh, dan pejabat yang menandatangani serah terima.',
  where: 'Sekretariat Kabupaten Antah; kebun keluarga di Desa Kelubi Contoh',
  when: 'Undangan Januari 2026, kontrak Februari 2026, berlangsung sampai sekarang',
  how: 'Penunjukan dengan pembanding yang diatur, spesifikasi yang diarahkan, dan tagihan atas unit yang tidak ada.',
  why: 'Keuntungan keluarga.',
  evidence: 'Rincian anggaran dan notulen rapat terlampir.',
  howKnown: 'Melihat dokumen pada saat rapat dan melihat kendaraannya sendiri.',
  whoElseKnows: 'Beberapa orang di bagian umum.',
  reportedElsewhere: 'Pernah disampaikan lisan kepada atasan, dijawab “jangan ikut campur”.',
  concerns: ['kepala-sekretariat'],
  files: ['budget', 'minutes'],
  conversation: [
    {
      from: 'office',
      text: 'Laporan ini ditangani di luar pihak yang Anda tandai. Apakah unit yang tidak terlihat itu memiliki ciri yang membedakan?',
    },
    {
      from: 'reporter',
      text: 'Dua motor itu jok belakangnya dilepas.\n\tUnit 5: stiker pohon\n\tUnit 6: spion kiri patah',
    },
  ],
};

/** Right-to-left marks, Arabic script, a no-break space and a soft hyphen. */
export const insults: SampleReport = {
  name: 'insults',
  lane: 'protected',
  category: 'ethics',
  what: `Seorang anggota berkali-kali merendahkan staf perempuan di depan umum, terakhir dalam rapat evaluasi pekan lalu. Ucapannya tidak pantas saya tulis lengkap di sini. Salah satunya menyinggung cara berpakaian dan menyuruh yang bersangkutan “pulang saja ke dapur”.

Ketika ada yang mengingatkan dengan kutipan \u200f«الدين النصيحة»\u200e (agama adalah nasihat), yang mengingatkan justru diusir dari ruang rapat dan namanya dicoret dari daftar perjalanan dinas keesokan harinya.

Ini bukan yang pertama. Dalam catatan saya ada empat kejadian sejak Juni\u00a02026, semuanya di hadapan lebih dari lima orang. Korban tidak mau melapor karena masa kontraknya hampir habis. Yang kami harapkan hanya perilaku itu berhenti dan ada permintaan maaf, bukan balas dendam. Kata\u00ad-kata tersebut sangat melukai.`,
  who: 'Salah satu anggota. Mohon tidak ditanyakan langsung kepada korban tanpa persetujuannya.',
  where: 'Ruang rapat lantai dua',
  when: 'Empat kali antara Juni dan November 2026; terakhir hari Rabu pekan lalu',
  how: 'Ucapan merendahkan di depan peserta rapat, lalu pembalasan lewat daftar perjalanan dinas.',
  howKnown: 'Hadir dalam dua dari empat kejadian.',
  whoElseKnows: 'Peserta rapat.',
  concerns: ['anggota'],
  files: ['recording', 'right-to-left-minutes'],
  conversation: [
    {
      from: 'office',
      text: 'Kami turut prihatin. Laporan ini diteruskan kepada penangan di tingkat atas yang tidak terkait. Apakah korban mengetahui adanya laporan ini? Jawaban Anda tidak wajib.',
    },
    {
      from: 'reporter',
      text: 'Sudah tahu dan setuju \u200f(إن شاء الله)\u200e asalkan namanya tidak disebut.',
    },
  ],
};

/** Looks like HTML, templates and commands, and has backslashes and ampersands. */
export const officialCar: SampleReport = {
  name: 'official-car',
  lane: 'protected',
  category: 'abuse_of_authority',
  what: `Mobil dinas dipakai untuk usaha katering keluarga hampir setiap Sabtu & Minggu.

Awalnya saya kira salah lihat, tetapi di grup pesan kantor sempat terkirim (lalu dihapus) catatan seperti ini, saya salin apa adanya:

<b>ORDERAN SABTU</b> <br/>
<script>alert("antar jam 9")</script>
{{ jumlah_kotak }} = 250 && mobil = "dinas"; -- jangan lupa isi bensin pakai kupon
C:\\Data\\katering\\{sabtu}\\order.xls | total < 3.000.000 > modal

Orang yang mengirim sepertinya memakai program kasir. Yang penting: kalimat “isi bensin pakai kupon” itu maksudnya kupon BBM kantor. Selisih kupon bulan September 41 lembar, dan di buku kendaraan tertulis perjalanan pengawasan ke pulau, padahal hari itu kapal tidak berangkat karena gelombang tinggi.

Kalau diperlukan, cocokkan saja buku kendaraan dengan jadwal kapal. Keduanya dokumen terbuka.`,
  who: 'Pengguna mobil dinas jabatan dan petugas kupon BBM.',
  where: 'Halaman kantor dan Gedung Serbaguna Contoh, Kabupaten Antah',
  when: 'Setiap Sabtu/Minggu sejak Agustus 2026',
  how: 'Buku kendaraan diisi perjalanan yang tidak ada; BBM memakai kupon kantor.',
  why: '\'Karena sudah biasa\' -- begitu katanya; "toh tidak ada yang periksa" <- kutipan',
  evidence: 'Foto kuitansi. Nama berkasnya aneh karena dari aplikasi, mohon maaf.',
  howKnown: 'Melihat grup pesan dan buku kendaraan.',
  concerns: [],
  files: ['traversal-photo'],
  conversation: [
    {
      from: 'office',
      text: 'Jadwal kapal sedang kami cocokkan dengan buku kendaraan. Mohon tidak menyalin buku itu lagi demi keamanan Anda.',
    },
    { from: 'reporter', text: 'Baik. <3 terima kasih & semoga cepat selesai </laporan>' },
  ],
};

/** Gives an identity, and the text itself would tell who it is: the check page has much to warn of. */
export const honorarium: SampleReport = {
  name: 'honorarium',
  lane: 'protected',
  category: 'staffing',
  what: `Perkenalkan, saya Melati Kusumawardani, saya bekerja di bagian keuangan pengawas kecamatan. Saya satu-satunya yang memegang daftar honor asli sebelum dipotong.

Honor bulan Agustus, September dan Oktober 2026 dipotong Rp250.000 per orang dengan alasan “iuran kebersamaan”. Tidak ada rapat, tidak ada kuitansi. Ketika saya selaku bendahara pembantu bertanya, saya diberi tahu bahwa itu perintah ketua, dan saya diminta membuat daftar baru yang jumlahnya cocok.

Saya tidak mau menandatangani daftar baru itu. Sejak itu akses saya ke lemari arsip dicabut. Saya bisa dihubungi di 0800-0000-0012 atau melati@contoh.invalid. Rumah saya di Kampung Contoh RT 03/RW 05, tetapi tolong jangan datang ke rumah.`,
  who: 'Ketua, dan orang yang membagikan amplop honor.',
  where: 'Kantor pengawas Kecamatan Kabut, Kabupaten Antah',
  when: 'Agustus sampai Oktober 2026, setiap tanggal 5',
  how: 'Dipotong sebelum amplop dibagikan, lalu daftar penerimaan dibuat ulang.',
  evidence: 'Surat pernyataan yang tidak jadi saya tanda tangani.',
  whoElseKnows: 'Semua penerima honor tahu potongannya, tidak tahu daftar keduanya.',
  reportedElsewhere: 'Belum, saya bingung harus ke mana.',
  concerns: ['ketua'],
  identity: { name: 'Melati Kusumawardani (contoh)', contact: 'melati@contoh.invalid' },
  files: ['letter'],
  conversation: [
    {
      from: 'office',
      text: 'Terima kasih atas keberanian Anda. Identitas Anda disegel terpisah dari laporan ini dan tidak diteruskan kepada siapa pun.',
    },
    { from: 'reporter', text: 'Syukurlah. Saya masih menyimpan daftar yang pertama.' },
    {
      from: 'office',
      text: 'Simpan saja di tempat yang aman. Anda tidak perlu mengambil dokumen apa pun lagi.',
    },
  ],
};
