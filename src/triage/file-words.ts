import { type FileDanger } from '../file-types/file-dangers.ts';
import { type FileType } from '../file-types/file-type.ts';
import { extensionOf } from '../file-types/name-agreement.ts';
import type { Site } from '../web/site.ts';

/** Which formats (names of `FileType`) belong to which word for people; the others are just files. */
const WORDS = {
  image: 'jpg png apng gif webp heic avif tif bmp jp2 jpx jxl ico dng cr2 cr3 nef arw raf psd',
  sound: 'mp3 mp2 mp1 m4a m4b aac oga ogg opus spx flac wav amr aif mid wma ac3 ape voc',
  film: 'mp4 m4v mov 3gp 3g2 mkv webm avi mpg mj2 flv asf ogv ogm wmv mts',
  document: 'pdf docx docm dotx dotm odt ott rtf ps eps epub cfb',
  sheet: 'xlsx xlsm xltx xltm ods ots',
  slides: 'pptx pptm potx potm ppsx ppsm odp otp',
  archive: 'zip rar 7z gz tar tar.gz bz2 xz zst lz lz4 lzh Z cab arj ace cpio',
  program: 'exe elf macho lnk alias class jar apk swf wasm deb rpm crx xpi chm reg dmg',
} as const;
type Word = keyof typeof WORDS;

const wordOf = new Map<string, Word>(
  (['image', 'sound', 'film', 'document', 'sheet', 'slides', 'archive', 'program'] as const).flatMap((word) =>
    WORDS[word].split(' ').map((format): [string, Word] => [format, word]),
  ),
);

/** Kinds that have a name of their own. */
const NAMED = ['script', 'html', 'svg', 'txt', 'unknown'] as const;

/** How people call a format, where its ending is not that already. */
const CALLED: Readonly<Record<string, string>> = {
  jpg: 'JPEG',
  tif: 'TIFF',
  webp: 'WebP',
  webm: 'WebM',
  epub: 'EPUB',
  docx: 'Word',
  docm: 'Word',
  dotx: 'Word',
  dotm: 'Word',
  xlsx: 'Excel',
  xlsm: 'Excel',
  xltx: 'Excel',
  xltm: 'Excel',
  pptx: 'PowerPoint',
  pptm: 'PowerPoint',
  ppsx: 'PowerPoint',
  ppsm: 'PowerPoint',
  potx: 'PowerPoint',
  potm: 'PowerPoint',
  odt: 'OpenDocument',
  ods: 'OpenDocument',
  odp: 'OpenDocument',
  cfb: 'Office 97–2003',
  exe: 'Windows',
  elf: 'Linux',
  macho: 'macOS',
};

/** What a file's content is, in words: “Gambar JPEG”. */
export function typeText({ t }: Site, { format }: FileType): string {
  const named = NAMED.find((each) => each === format);
  if (named) return t(`triage.fileType.${named}`);
  return t(`triage.fileType.${wordOf.get(format) ?? 'other'}`, {
    format: CALLED[format] ?? format.toUpperCase(),
  });
}

/** What whoever opens the file should know first. */
export function dangerText(
  site: Site,
  danger: FileDanger,
  { name, type }: { name: string; type: FileType },
): string {
  if (danger !== 'disagrees') return site.t(`triage.fileDanger.${danger}`);
  return site.t('triage.fileDanger.disagrees', { ending: extensionOf(name), type: typeText(site, type) });
}
