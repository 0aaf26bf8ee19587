import { supportedExtensions } from 'file-type';

/** Formats behind one another's endings: what wrote the file chose among them freely. */
const FAMILIES = [
  'jpg jpeg jpe jfif pjpeg mpo',
  'png apng',
  'tif tiff dng nef arw cr2 rw2 raf',
  'heic heif hif avif',
  'mp4 m4v m4a m4b m4p mov qt 3gp 3g2 3gpp f4v f4a f4b f4p aac',
  'mp3 mp2 mp1 mpga mpeg mpg',
  'ogg oga ogv ogx ogm opus spx',
  'mkv mka webm',
  'asf wma wmv',
  'aif aiff aifc',
  'mid midi',
  'gz tgz tar.gz',
  'exe dll scr com pif cpl sys ocx',
  // A password turns an Office document into the container of the older ones.
  'doc dot docx docm dotx dotm wps rtf cfb',
  'xls xlt xlsx xlsm xltx xltm xlsb cfb',
  'ppt pot pps pptx pptm potx potm ppsx ppsm cfb',
  'msg msi msp pub vsd cfb',
  'html htm xhtml shtml mht mhtml',
  'svg svgz gz',
  'ps eps ai pdf',
].map((line) => line.split(' '));

/** Where the first parts of a ZIP do not tell what it is, it may be any of these. */
const ZIPPED =
  'zip docx docm dotx dotm xlsx xlsm xltx xltm xlsb pptx pptm potx potm ppsx ppsm odt ods odp odg ott ots otp otg epub jar apk xpi kmz vsdx 3mf';
const ZIPPED_ENDINGS = new Set(ZIPPED.split(' '));

const TEXT_ENDINGS = new Set(
  (
    'txt text log csv tsv md json jsonl xml yaml yml ini conf cfg eml mbox ics vcf srt vtt sql tex bib rtf ' +
    'bat cmd ps1 vbs js mjs wsf hta sh py pl rb php url desktop reg html htm xhtml shtml mht mhtml svg'
  ).split(' '),
);
const TEXT_FORMATS = new Set(['txt', 'xml', 'vcf', 'ics', 'vtt', 'reg', 'script', 'pgp', 'rtf']);

/** Endings that claim a format which its content would show. */
const TELLING = new Set<string>([...supportedExtensions, ...FAMILIES.flat(), ...TEXT_ENDINGS]);

/** The ending of a name, in lower case and without what hides it; empty where it has none. */
export function extensionOf(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\s.]+$/gu, '');
  return /\.([^.\p{Cc}/\\]{1,20})$/u.exec(plain)?.[1]?.toLowerCase() ?? '';
}

/** Whether a file's content is of the kind that its name claims; a name that claims none agrees with anything. */
export function agreesWithName(name: string, format: string): boolean {
  const ending = extensionOf(name);
  if (!TELLING.has(ending) || ending === format) return true;
  if (format === 'zip') return ZIPPED_ENDINGS.has(ending);
  if (TEXT_FORMATS.has(format) && TEXT_ENDINGS.has(ending)) return true;
  return FAMILIES.some((family) => family.includes(ending) && family.includes(format));
}
