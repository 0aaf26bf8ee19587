import type { SampleReport } from '../sample-report.ts';

/** An angry complaint with a film of 60 MB. */
export const queue: SampleReport = {
  name: 'queue',
  lane: 'service',
  category: 'complaint',
  what: `Saya datang pukul 08.15 untuk mengurus surat keterangan. Loket baru dibuka pukul 09.40. Petugas bilang mesin antrean rusak, jadi nomor ditulis tangan, tetapi yang datang belakangan malah dipanggil dulu. Ada tiga orang lansia yang berdiri hampir dua jam karena kursinya hanya enam.

Setelah giliran tiba, ternyata petugas yang berwenang sedang dinas luar dan saya disuruh kembali “kapan-kapan”. Ongkos kapal pulang pergi dari pulau Rp180.000, jadi kembali kapan-kapan itu tidak murah.

Usul saya sederhana: kalau petugasnya tidak ada, pasang pengumuman di pintu dan di situs. Video antreannya saya lampirkan.`,
  where: 'Loket pelayanan, Kantor Contoh Kabupaten Antah',
  when: 'Jumat, 30 Oktober 2026, pukul 08.15 sampai 11.20',
  concerns: [],
  identity: { name: 'Warga Pulau Sembilang', contact: 'warga@contoh.invalid' },
  files: ['film'],
  conversation: [
    {
      from: 'office',
      text: 'Mohon maaf atas pengalaman tersebut. Mulai Senin pengumuman petugas dipasang di pintu dan di situs, dan surat Anda dapat kami kirim tanpa harus datang lagi.',
    },
    { from: 'reporter', text: 'Nah begitu dong. Terima kasih, saya tunggu.' },
  ],
};

const endlessAddress = `https://contoh.invalid/layanan/informasi?${Array.from(
  { length: 60 },
  (_, index) => `kolom${index + 1}=nilai-yang-sangat-panjang-${index + 1}`,
).join('&')}`;

/** Lines without an end: an address of some 2,000 characters and a word of 400. */
export const access: SampleReport = {
  name: 'access',
  lane: 'service',
  category: 'complaint',
  what: `Halaman permohonan informasi tidak bisa dipakai dengan pembaca layar. Tombol kirimnya hanya gambar tanpa teks, dan setelah diklik alamatnya menjadi seperti ini:
${endlessAddress}
lalu muncul tulisan ${'galat'.repeat(80)} dan semua isian hilang.

Saya tunanetra dan biasanya bisa mengisi formulir sendiri. Kali ini saya harus meminta tolong anak tetangga. Di gedungnya sendiri ubin pemandu berhenti di depan tangga, sedangkan ruang layanan ada di lantai dua.

Yang kami perlukan: (1) tombol yang punya nama, (2) isian tidak hilang kalau salah, (3) layanan di lantai satu untuk yang tidak bisa naik tangga.`,
  where: 'Situs dan gedung layanan',
  when: 'Sepanjang Oktober 2026',
  concerns: [],
  files: [],
  conversation: [
    {
      from: 'office',
      text: 'Terima kasih. Ketiga hal itu kami catat; layanan lantai satu sudah tersedia mulai hari ini di meja dekat pintu masuk.',
    },
    { from: 'reporter', text: 'Saya sudah coba, petugasnya ramah. Yang situs saya tunggu ya.' },
    { from: 'office', text: 'Tombolnya sudah diperbaiki dan isian tidak lagi hilang. Silakan dicoba.' },
  ],
};

/** Two lines. */
export const publicInformation: SampleReport = {
  name: 'public-information',
  lane: 'service',
  category: 'information_request',
  what: 'Mohon salinan rekap hasil survei kepuasan tahun 2025 dan rencana tindak lanjutnya.\nUntuk tugas kuliah, berkas PDF sudah cukup.',
  concerns: [],
  files: [],
  conversation: [
    {
      from: 'office',
      text: 'Rekapnya dapat diunduh di halaman hasil survei. Rencana tindak lanjut kami unggah besok.',
    },
    { from: 'reporter', text: 'Sudah ketemu, makasih kak' },
  ],
};

/** A thoughtful suggestion with numbered points and a file whose name has 255 characters. */
export const counter: SampleReport = {
  name: 'counter',
  lane: 'service',
  category: 'suggestion',
  what: `Setelah tiga kali berurusan tahun ini, berikut usulan kecil yang menurut saya tidak memerlukan anggaran besar:

1) Papan alur di pintu masuk. Banyak orang mengantre hanya untuk bertanya harus antre di mana.
2) Jam layanan istirahat bergiliran. Antara pukul 12.00 dan 13.00 semua loket tutup bersamaan, padahal kapal siang berangkat pukul 13.30.
3) Formulir contoh yang sudah diisi. Letakkan satu di meja, laminasi, selesai.
4) Kotak “sudah dijawab”. Pertanyaan yang sering muncul ditempel bersama jawabannya, diganti sebulan sekali.

Notulen pertemuan warga yang membahas hal ini saya lampirkan. Nama berkasnya panjang karena kebiasaan sekretaris kami menulis semuanya di judul.`,
  where: 'Ruang layanan',
  concerns: [],
  files: ['long-name-minutes'],
  conversation: [
    {
      from: 'office',
      text: 'Usulan 1 dan 3 sudah kami kerjakan, usulan 2 dicoba mulai Desember. Terima kasih untuk notulennya.',
    },
  ],
};

/** Praise, with emoji that join several code points. */
export const thanks: SampleReport = {
  name: 'thanks',
  lane: 'service',
  category: 'compliment',
  what: `Terima kasih banyak untuk ibu petugas di meja informasi hari Selasa kemarin 👩🏽‍💼🌸. Ayah saya pakai kursi roda 👨‍🦽 dan dibantu dari parkiran sampai selesai, tanpa diminta dan tanpa imbalan apa pun.

Waktu kami mau memberi oleh-oleh kerupuk, ditolak dengan halus: “disimpan saja untuk di jalan, Pak” 🙏🏽. Salut! Semoga tetap begitu 🇮🇩✨`,
  where: 'Meja informasi',
  when: 'Selasa, 17 November 2026',
  concerns: [],
  files: ['receipt-photo'],
  conversation: [
    {
      from: 'office',
      text: 'Terima kasih atas ceritanya, kami sampaikan kepada yang bertugas. Salam hormat untuk Ayahanda.',
    },
    { from: 'reporter', text: '👍🏽👍🏽' },
  ],
};
