import type { SampleReport } from '../sample-report.ts';
import { chronologyAppendix } from './travel-claims-appendix.ts';
import { chronologyBeginning } from './travel-claims-beginning.ts';
import { chronologyEnd } from './travel-claims-end.ts';
import { chronologyMiddle } from './travel-claims-middle.ts';

/** The longest of all: a chronology of some 5,000 words. */
export const travelClaims: SampleReport = {
  name: 'travel-claims',
  lane: 'protected',
  category: 'finance',
  what: [chronologyBeginning, chronologyMiddle, chronologyEnd, chronologyAppendix].join('\n\n'),
  who: 'Pejabat pembuat komitmen, koordinator perjalanan (disebut “Pak Lurus” dalam kronologi), pemilik Penginapan Camar Contoh, dan pihak lain sesuai kronologi.',
  where:
    'Sekretariat Kabupaten Antah; Pulau Sembilang, Pulau Teritip dan Kecamatan Lembayung (nama tempat dalam kronologi)',
  when: 'Februari sampai Oktober 2026',
  how: 'Surat tugas untuk perjalanan yang tidak dilaksanakan, nota penginapan kosong yang diisi sendiri, tiket kapal yang dicetak ulang, dan pengembalian uang harian secara tunai.',
  why: 'Menurut yang terlibat, untuk menutup biaya yang “tidak ada pos anggarannya”. Sebagian jelas untuk keperluan pribadi.',
  evidence:
    'Foto kuitansi, rincian biaya dan notulen. Masih ada yang lain, tetapi tidak saya unggah karena bisa menunjukkan siapa saya.',
  howKnown: 'Dari pekerjaan sehari-hari.',
  whoElseKnows: 'Disebut dalam kronologi dengan nama samaran.',
  reportedElsewhere: 'Disampaikan lisan satu kali, tidak ditanggapi.',
  concerns: [],
  files: ['receipt-photo', 'budget', 'minutes'],
  conversation: [
    {
      from: 'office',
      text: 'Kronologi Anda sangat rinci, terima kasih. Kami menelaahnya bertahap. Pertanyaan pertama: apakah perjalanan bulan Mei yang Anda sebut memiliki surat tugas bernomor?',
    },
    {
      from: 'reporter',
      text: 'Ada nomornya, tetapi di buku agenda nomor itu dipakai untuk undangan rapat. Jadi nomornya dobel.',
    },
    {
      from: 'office',
      text: 'Baik, buku agenda kami periksa melalui jalur yang biasa sehingga tidak menimbulkan pertanyaan.',
    },
    { from: 'reporter', text: 'Terima kasih. Buku agendanya dua jilid, yang bermasalah jilid kedua.' },
  ],
};
