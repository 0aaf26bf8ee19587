import { commonNames } from './common-names.ts';
import { findingAt, type Finding } from './disclosure.ts';
import { matchesOf } from './matches.ts';

/** What may follow a cue such as 'nama saya': at most four words of a name. */
const capitalisedName = /^\p{Lu}[\p{L}'.-]{1,30}(?: \p{Lu}[\p{L}'.-]{0,30}){0,3}/u;
const anyName = /^\p{L}[\p{L}'.-]{1,30}(?: \p{Lu}[\p{L}'.-]{0,30}){0,3}/u;
const lowerCaseName = /^\p{Ll}[\p{Ll}'-]{1,30}(?: \p{Ll}[\p{Ll}'-]{1,30})?/u;

/** Words that follow 'nama saya' in sentences that ask to keep it secret or speak of its use, and 'saya' in those that say what somebody did or wants. */
const notAName =
  /^(?:ingin|mau|minta|tetap|ikut|masuk|nanti|baru|masih|pernah|sering|selalu|sangat|merasa|melihat|hanya|cuma|warga|masyarakat|rakyat|kalo|klo|jgn|jg|ga|gak|gk|tdk|tlg|udah|udh|sdh|tidak|tak|ngga\p{L}*|nggak|jangan|mohon|tolong|harus|harap|agar|supaya|dan|atau|yang|pada|dalam|untuk|akan|sudah|telah|bisa|boleh|juga|pun|itu|ini|ada|sebagai|sama|oleh|karena|kalau|jika|bila|di\p{Ll}+|ter\p{Ll}+|ber\p{Ll}+|me[mn]\p{Ll}+|not|be|to|on|in|was|is|and|or|should|must|secret|withheld|confidential|anonymous)(?!\p{L})/iu;
/** 'Saya Ketua …' and 'saya, Pak Rudi, …' speak of an office or of somebody else. */
const titleFirst =
  /^(?:Ketua|Kepala|Anggota|Bapak|Pak|Ibu|Bu|Sdr|Saudara|Saudari|Kabag|Kasubbag|Sekretaris|Sekretariat|Bendahara|Koordinator|Panwas\p{L}*|PPK|PPTK|PNS|ASN|PPPK|Bawaslu|KPU|Kecamatan|Kelurahan|Desa|Kabupaten|Allah|Tuhan|Mr|Mrs|Ms|Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember)(?!\p{L})/u;

/** After these, a name in any spelling is the reporter's own. */
const openCue =
  /(?<!\p{L})(?:nama (?:lengkap |asli )?saya(?: adalah| ialah)?|nama ?ku|nama (?:aku|gue|gw)|saya bernama|panggil(?: saja)? (?:saya|aku)|my (?:full )?name is|my name's|nama (?:lengkap )?pelapor|bertanda ?tangan di ?bawah ini[ :,\n]{0,3}(?:saya[ :,\n]{1,3})?nama(?: lengkap)?) ?[:,=]? ?/giu;
/** After these, only what is written like a name is one. */
const strictCue =
  /(?<!\p{L})(?:perkenalkan,? (?:saya|aku|sy),?|(?:dengan|dgn|bersama)(?: surat)? ini,? (?:saya|sy),?|bertanda ?tangan di ?bawah ini,? ?:? ?(?:saya|sy)?,?|(?:hormat|salam) saya,?|salam,|tertanda,?|ttd[.,]?|dari saya,?|regards,|I am,?|I'm,?|my name|this is|yours (?:sincerely|faithfully),)[ \n]/giu;
const greeting = 'pagi|siang|sore|malam|mlm|permisi|halo|hai';
/** 'Saya, Budi Santoso, melaporkan' where a sentence begins or after what opens a letter: 'memarahi saya, Rudi, dan Dewi' is a list. */
const asideCue = new RegExp(
  String.raw`(?<=^|[.!?;:\n] ?|(?<!\p{L})(?:${greeting}|hormat|salam|assalam\p{L}*|wr\.? ?wb),? )(?:saya|aku|sy|I),[ \n]`,
  'giu',
);
/** 'sy budi dari bagian umum' where a clause begins, so that it is not 'di depan saya Budi berkata'. */
const clauseCue = new RegExp(
  String.raw`(?<=^|[.!?,;:(\n] ?|(?<!\p{L})(?:${greeting}|min|kenalkan|ini|dengan|dgn) )(?:saya|sy|aku|aq|gue|gw|ane) (?:ini )?`,
  'giu',
);
/** 'saya Sekar Ayu melaporkan', 'saya (Sekar Ayu)' where a clause begins: after other words 'saya' says whose boss it is. */
const declaring =
  /(?<=^|[.!?;:\n] ?)(?:saya|sy)(?: (?=\p{Lu}[\p{L}'.-]*(?: \p{Lu}[\p{L}'.-]*){0,3},? (?:me\p{Ll}+|ingin|mau|hendak|bermaksud|mohon|warga|pegawai|staf|dari)(?!\p{L}))| ?\((?=[^()]{3,60}\)))/giu;
/** A form that the reporter drew up: its first line, or one that says whose name it is. */
const formField = /(?:(?<=^|\n) ?pelapor|^\s*nama) ?[:=] ?/giu;
const commonName = new RegExp(`^${commonNames}(?!\\p{L})`, 'iu');
/** 'sy bu Rina yg jualan': said of oneself; 'sy pak Budi suruh' has somebody else do something. */
const titledName = new RegExp(
  `^(?:bu|ibu|pak|bapak|mas|mbak|mba|bang|kak|haji|hajah) (${commonNames})(?= (?:yg|yang|dari|dr|warga|penjual|pemilik|guru|tetangga)(?!\\p{L}))`,
  'iu',
);
const furtherNames = /^(?: \p{Lu}[\p{L}'.-]{0,30}){0,3}/u;

/** A line after which a letter is signed. */
const closingLine =
  /(?<!\p{L})(?:terima ?kasih|trima ?kasih|trims|tks|makasih|wassalam\p{L}*|wasalam|hormat(?: kami| saya)?|salam|demikian|pelapor|thank you|thanks|regards|sincerely|faithfully)(?!\p{L})/iu;
/** What a letter ends with that names nobody. */
const namelessEnding =
  /^(?:was+alam\p{L}*|salam|hormat|terima ?kasih|aami+n|semoga|mohon|tolong|merdeka|warga|masyarakat|rakyat|pelapor|hamba|anonim|anonymous|thanks?)(?!\p{L})/iu;
const longestClosing = 400;

/** 'Saya Budi Santoso' at the start of a sentence. */
const sentenceCue = /(?<=^|[.!?\n] ?)Saya /gu;

/** Where the reporter says their own name. */
export function findOwnNames(text: string): Finding[] {
  return [
    ...namesAfter(openCue, text, nameInAnySpelling),
    ...namesAfter(strictCue, text, nameInCapitals),
    ...namesAfter(sentenceCue, text, nameInCapitals),
    ...namesAfter(asideCue, text, nameInCapitals),
    ...namesAfter(declaring, text, nameInSentence),
    ...namesAfter(formField, text, nameInAnySpelling),
    ...namesAfter(clauseCue, text, nameThatIsCommon),
    ...signedName(text),
  ];
}

function namesAfter(
  cue: RegExp,
  text: string,
  nameIn: (rest: string, cue: string) => string | undefined,
): Finding[] {
  return matchesOf(cue, text).flatMap((match) => {
    const end = match.index + match[0].length;
    const name = nameIn(text.slice(end, end + 130), match[0]);
    return name === undefined ? [] : [findingAt('own-name', text, match.index, end + name.length)];
  });
}

function nameInCapitals(rest: string): string | undefined {
  return titleFirst.test(rest) || notAName.test(rest) ? undefined : capitalisedName.exec(rest)?.[0];
}

/** Where all letters of a line are capitals, they make nothing a name. */
function nameInSentence(rest: string, cue: string): string | undefined {
  const line = cue + (rest.split('\n', 1)[0] ?? '');
  return /\p{Ll}/u.test(line) ? nameInCapitals(rest) : nameThatIsCommon(rest);
}

function nameInAnySpelling(rest: string): string | undefined {
  if (notAName.test(rest)) {
    return undefined;
  }
  return capitalisedName.exec(rest)?.[0] ?? lowerCaseName.exec(rest)?.[0] ?? anyName.exec(rest)?.[0];
}

function nameThatIsCommon(rest: string): string | undefined {
  const first = titledName.exec(rest)?.[0] ?? commonName.exec(rest)?.[0];
  return first && first + (furtherNames.exec(rest.slice(first.length))?.[0] ?? '');
}

/** A last line that is nothing but a name, under one that ends a letter. */
function signedName(text: string): Finding[] {
  const end = text.trimEnd().length;
  const [last = '', before = ''] = text
    .slice(Math.max(0, end - longestClosing), end)
    .split('\n')
    .toReversed();
  const signed = last.replace(/^[-~( ]{1,3}|[.)]$/gu, '');
  const name = nameInCapitals(signed) ?? nameThatIsCommon(signed);
  return name !== undefined && name === signed && closingLine.test(before) && !namelessEnding.test(name)
    ? [findingAt('own-name', text, end - last.length, end)]
    : [];
}
