import { film, filmSize, type FilmPlan } from './files/film.ts';
import { textDocument, workbook } from './files/office-document.ts';
import { pdf } from './files/pdf.ts';
import { photo } from './files/photo.ts';
import { recording } from './files/sound.ts';

/** A real file, made when it is read; every reading gives the same bytes. */
interface SampleFile {
  /** The name as a reporter's device would send it, difficult ones included. */
  readonly name: string;
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
  content(): AsyncIterable<Uint8Array>;
}

/** The files that sample reports carry, by what they are. */
export const sampleFileNames = [
  'receipt-photo',
  'emoji-photo',
  'traversal-photo',
  'minutes',
  'right-to-left-minutes',
  'long-name-minutes',
  'budget',
  'letter',
  'recording',
  'film',
] as const;

export type SampleFileName = (typeof sampleFileNames)[number];

/** Where sample photos and films say that they were taken: open sea, so that nobody lives there. */
const samplePlace = { latitude: 0.52125, longitude: 105.50375 } as const;

/** A name of exactly 255 characters, the most that common file systems keep. */
export const longestFileName = `${'notulen rapat pleno tentang pengadaan sewa kendaraan dinas '.repeat(5).slice(0, 251)}.pdf`;

const filmPlan: FilmPlan = { size: 60 * 1024 * 1024, place: '+00.5213+105.5038/' };
const jpeg = 'image/jpeg';

/** Makes a sample file. The film of 60 MB is streamed, all others are small. */
export function sampleFile(name: SampleFileName): SampleFile {
  return makers[name]();
}

/** All bytes of a sample file at once; not for the film. */
export async function sampleFileBytes(name: SampleFileName): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of sampleFile(name).content()) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const officeType = 'application/vnd.openxmlformats-officedocument';
const makers: Record<SampleFileName, () => SampleFile> = {
  'receipt-photo': () => held('IMG_20261104_101512.jpg', jpeg, receiptPhoto()),
  'emoji-photo': () => held('kuitansi asli 📸💰 “final”.jpg', jpeg, receiptPhoto()),
  'traversal-photo': () => held('../../../etc/kuitansi.jpg', jpeg, receiptPhoto()),
  minutes: () => held('notulen rapat.pdf', 'application/pdf', minutes()),
  // A right-to-left override makes 'gpj.fdp' read as 'pdf.jpg'.
  'right-to-left-minutes': () => held('\u200fمحضر \u202egpj.fdp notulen.pdf', 'application/pdf', minutes()),
  'long-name-minutes': () => held(longestFileName, 'application/pdf', minutes()),
  budget: () => held('RAB konsumsi & sewa.xlsx', `${officeType}.spreadsheetml.sheet`, budget()),
  letter: () => held('surat pernyataan.docx', `${officeType}.wordprocessingml.document`, letter()),
  recording: () => held('rekaman percakapan.wav', 'audio/wav', recording(3, 'Perekam Suara Contoh')),
  film: () => ({
    name: 'VID_20261030_antrean.mov',
    mediaType: 'video/quicktime',
    size: filmSize(filmPlan),
    content: () => film(filmPlan),
  }),
};
const documentProperties = {
  author: 'Sekar Wulandari (contoh)',
  lastModifiedBy: 'Operator Contoh 2',
  company: 'Kantor Contoh Kabupaten Antah',
};

function held(name: string, mediaType: string, bytes: Buffer): SampleFile {
  return {
    name,
    mediaType,
    size: bytes.length,
    async *content() {
      yield await Promise.resolve(bytes);
    },
  };
}

function receiptPhoto(): Buffer {
  return photo({ ...samplePlace, make: 'Contoh', model: 'Ponsel C-12', serial: 'CNTH0012345' });
}

function minutes(): Buffer {
  return pdf({
    title: 'Notulen rapat',
    author: 'Bagas Pratama (contoh)',
    lines: ['NOTULEN RAPAT', '', 'Hari/tanggal : Rabu, 4 November 2026', 'Acara : sewa kendaraan (tahap II)'],
  });
}

function budget(): Buffer {
  return workbook(
    [
      ['Uraian', 'Volume', 'Harga satuan', 'Jumlah'],
      ['Konsumsi rapat', 40, 120_000, 4_800_000],
      ['Sewa kendaraan', 6, 1_750_000, 10_500_000],
    ],
    documentProperties,
  );
}

function letter(): Buffer {
  return textDocument(
    ['Surat pernyataan', 'Dengan ini kami menyatakan <benar> & "sah".'],
    documentProperties,
  );
}
