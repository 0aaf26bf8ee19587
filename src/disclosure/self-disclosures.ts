import { findingsOf, type Finding } from './disclosure.ts';

const start = String.raw`(?<!\p{L})`;
const end = String.raw`(?!\p{L})`;

function phrase(pattern: string): RegExp {
  return new RegExp(`${start}(?:${pattern})${end}`, 'giu');
}

/** What the writer says only one person, or very few, could know or have done. */
const selfReferences = [
  phrase(String.raw`(?:saya|aku|kami)(?: \p{L}+){0,2} satu-satunya(?: \p{L}+){0,3}`),
  phrase(String.raw`satu-satunya(?: \p{L}+){0,4} (?:saya|aku)`),
  phrase(
    String.raw`(?:hanya|cuma|cuman) (?:saya|aku|kami ber(?:dua|tiga|empat))(?: (?:yang|sendiri|sendirian|seorang|saja|dan)(?: \p{L}+){0,2}|(?= ?[.,;!?\n]|$))`,
  ),
  phrase(String.raw`(?:selain|kecuali) (?:saya|aku|kami ber(?:dua|tiga))`),
  phrase(String.raw`I(?:'m| am| was) the (?:only|sole)(?: \p{L}+){0,3}`),
  phrase(String.raw`only I (?:know|knew|was|am|have|had|saw|could)(?: \p{L}+){0,2}`),
  phrase(String.raw`(?:nobody|no one|nobody else|no one else) (?:but|except|apart from|other than) me`),
  phrase(String.raw`(?:apart from|other than|besides|except) me`),
  phrase(String.raw`(?:just|only) the (?:two|three) of us`),
];

const jobs =
  'bendahara|staf|staff|sekretaris|operator|honorer|tenaga honorer|pegawai|karyawan|karyawati|sopir|supir|satpam|petugas|anggota|kasubbag|kasubag|kabag|kepala|koordinator|guru|dosen|dokter|perawat|bidan|lurah|camat|kades|pengawas|panwas\\p{L}*|ketua|ppk|pptk|pokja|verifikator|auditor|admin|notulen|resepsionis|ajudan|pramubakti|rekanan|kontraktor|vendor|PNS|ASN|PPPK|P3K|magang';
const englishJobs =
  'treasurer|clerk|secretary|driver|operator|accountant|officer|assistant|supervisor|manager|guard|teacher|nurse|doctor|contractor|vendor|intern|auditor|staff member|employee|member';

/** What the writer says of their own work. */
const roles = [
  phrase(
    String.raw`(?:saya|aku)(?: \p{L}+)? (?:selaku|sebagai|menjabat|menjabat sebagai|adalah|merupakan|seorang|bekerja sebagai|bertugas sebagai)(?: seorang)? (?:${jobs})(?: \p{L}+){0,3}`,
  ),
  phrase(String.raw`selaku (?:${jobs})(?: \p{L}+){0,2},? (?:saya|aku)`),
  phrase(String.raw`(?:saya|aku) (?:${jobs})(?: \p{L}+){0,3}`),
  phrase(
    String.raw`(?:saya|aku) (?:sudah |telah |masih |sedang )?(?:bekerja|bertugas|ditempatkan|dinas|magang|kerja) (?:di|pada|sebagai)(?: \p{L}+){1,4}`,
  ),
  phrase(
    String.raw`(?:jabatan|atasan|bawahan|rekan kerja|rekan satu ruangan|teman sekantor|ruangan|meja kerja|kantor) (?:saya|ku)`,
  ),
  phrase(String.raw`as (?:the|a|an) (?:${englishJobs}),? I`),
  phrase(String.raw`I(?:'m| am| was) (?:the|a|an)(?: \p{L}+)? (?:${englishJobs})(?: \p{L}+){0,3}`),
  phrase(String.raw`I work(?:ed)? (?:as|in|at|for)(?: \p{L}+){1,4}`),
  phrase(String.raw`my (?:boss|supervisor|superior|colleague|subordinate|office|desk|position)`),
];

const relatives = [
  phrase(
    String.raw`(?:suami|istri|isteri|anak|kakak|adik|ayah|bapak|ibu|paman|bibi|mertua|ipar|sepupu|keponakan|menantu|tetangga|keluarga)(?: kandung)? saya`,
  ),
  phrase(
    String.raw`my (?:husband|wife|son|daughter|brother|sister|father|mother|uncle|aunt|cousin|nephew|niece|neighbou?r)`,
  ),
];

const birthDates = [
  phrase(String.raw`(?:saya|aku) lahir (?:di|pada|tahun|tanggal)(?: [\p{L}\d/.-]+){1,4}`),
  phrase(String.raw`(?:tempat,? ?(?:dan )?)?(?:tanggal|tgl) lahir(?: saya)? ?:? ?[\d/. -]{0,12}\d{2}`),
  phrase(String.raw`I was born (?:in|on)(?: [\p{L}\d/.-]+){1,3}`),
];

const homes = [
  phrase(
    String.raw`(?:rumah|kos|kost|kosan|kontrakan|kediaman|tempat tinggal|domisili|alamat)(?: \p{L}+)? saya(?: \p{L}+)?(?: (?:di|:|adalah))?(?: [\p{L}\d./-]+){1,4}`,
  ),
  phrase(
    String.raw`(?:saya|aku|kami)(?: \p{L}+)? (?:tinggal|bertempat tinggal|berdomisili|beralamat|ngekos) (?:di|pada)(?: [\p{L}\d./-]+){1,4}`,
  ),
  phrase(String.raw`RT ?\.? ?\d{1,3} ?[/,-]? ?RW ?\.? ?\d{1,3}`),
  phrase(String.raw`I live (?:at|in|on|near|next to)(?: [\p{L}\d./-]+){1,4}`),
  phrase(String.raw`my (?:house|home|address|apartment) (?:is|at|in|on)(?: [\p{L}\d./-]+){1,4}`),
];

/** Phrases in which the writer speaks of themselves in a way that few others could. */
export function findSelfDisclosures(text: string): Finding[] {
  const search = (kind: Finding['kind'], patterns: readonly RegExp[]): Finding[] =>
    patterns.flatMap((pattern) => findingsOf(kind, pattern, text));
  return [
    ...search('self-reference', selfReferences),
    ...search('role', roles),
    ...search('relative', relatives),
    ...search('birth-date', birthDates),
    ...search('address', homes),
  ];
}
