import { findingsOf, type Finding } from './disclosure.ts';

const start = String.raw`(?<!\p{L})`;
const end = String.raw`(?!\p{L})`;

/** How people write “I”, “only” and “the only one”, also in short messages. */
const me = '(?:saya|aku|aq|sy|sya|gue|gua|gw|ane)';
const we = `(?:${me}|kami)`;
const only = '(?:hanya|hny|cuma|cuman|cm|cmn)';
const theOnly = '(?:satu ?-? ?satu ?nya|satu ?2 ?nya|1-1 ?nya)';
const count = String.raw`\d{1,2}|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh`;
/** What somebody does for an office, or sees from their place, in the short forms of speech. */
const tasks =
  'antar|bagi|bikin|buat|catat|entri|input|jaga|jualan|kerja|pegang|piket|rekap|simpan|tugas|urus';

const family =
  '(?:suami|istri|isteri|bini|anak|kakak|abang|kakek|nenek|adik|adek|ade|ayah|bapak|mama|papa|ibu|paman|om|bibi|tante|mertua|ipar|sepupu|keponakan|ponakan|menantu|tetangga|keluarga|saudara|pacar|tunangan)';
/** Before “saya yang …” they say whose friend it is that did it. */
const notOthers = String.raw`(?<!(?:${family}|bos|boss|atasan|teman|temen|rekan) )`;

/** What an office has its own people do; whoever comes to it is told to pay, to wait, to bring papers, to be a witness. */
const errands = String.raw`(?:menanda ?tangani|tanda ?tangan|ttd|teken|(?:me)?neken|(?:meng|ng)?antar\p{L}*|nganter\p{L}*|menyimpan|simpan|nyimpen|(?:menyiapkan|nyiapin)(?! (?:uang|dana|duit|\d))|mengubah|merubah|memalsukan|menghapus|menghilangkan|mencairkan|menghitung|membagi\p{L}*|bagi\p{L}*|menjemput|mendampingi|mewakili|menagih|memungut|mencatat|mengetik|ngetik|(?:menjadi|jadi) (?!(?:saksi|korban|anggota|tersangka)(?!\p{L}))\p{L}+|(?:mem|meng|ng)?(?:buat|bikin|bawa|ambil)\p{L}* (?:\p{L}+ )?(?:amplop|kuitansi|kwitansi|nota|SPJ|LPJ|laporan (?:keuangan|pertanggungjawaban|perjalanan|kegiatan|bulanan|fiktif|palsu)|daftar hadir|stempel|cap|faktur|SPPD|notulen|notula|berita acara))(?! (?:foto|video|bukti|nomor)(?!\p{L}))`;

function phrase(pattern: string): RegExp {
  return new RegExp(`${start}(?:${pattern})${end}`, 'giu');
}

/** What the writer says only one person, or very few, could know or have done. */
const selfReferences = [
  phrase(String.raw`${we}(?: \p{L}+){0,2} ${theOnly}(?: \p{L}+){0,3}`),
  phrase(String.raw`${theOnly}(?: \p{L}+){0,4} ${me}`),
  phrase(
    String.raw`${only} (?:(?:ada |tinggal )?${me}|kami ber(?:dua|tiga|empat))(?: (?:yang|yg|sendiri|sendirian|seorang|saja|aja|doang|dan|dgn|sama(?! sekali))(?: \p{L}+){0,2}|(?= ?[.,;!?\n]|$))`,
  ),
  phrase(String.raw`(?:selain|kecuali) (?:${me}|kami ber(?:dua|tiga))`),
  phrase(String.raw`kami ber(?:dua|tiga|empat)(?: saja)?`),
  phrase(
    String.raw`(?<!(?:mereka|dia) )${only} ber(?:dua|tiga|empat)(?:an)? (?:sama|sm|ama|bareng|dengan|dgn)(?: \p{L}+){0,2}`,
  ),
  phrase(String.raw`(?:${count}) (?:orang|org)(?: \p{L}+){0,2},? termasuk ${me}`),
  phrase(String.raw`(?:yang|yg)(?: \p{L}+){1,4} ${me} sendiri`),
  phrase(String.raw`(?:tanda ?tangan|ttd|paraf) ${me}`),
  phrase(
    String.raw`${notOthers}${me}(?:lah)?(?: sendiri| pula| juga)? (?:yang|yg) (?:me|ng(?!g)|ny|disuruh|diminta|diperintah|ditugas|${tasks})\p{L}*(?: \p{L}+){0,2}`,
  ),
  phrase(
    String.raw`${notOthers}${me} (?:disuruh|diminta|diperintah(?:kan)?|ditugas(?:kan|i)|ditunjuk)(?: (?!uang )\p{L}+){0,2}?(?: untuk)? ${errands}(?: \p{L}+){0,2}`,
  ),
  phrase(
    String.raw`(?:waktu|wkt|saat|ketika|selama) ${me} (?:sedang |lagi |lg )?(?:cuti|sakit|dinas luar|umrah|umroh|haji|hamil|rawat inap)(?: \p{L}+){0,2}`,
  ),
  phrase(String.raw`I(?:'m| am| was) the (?:only|sole)(?: \p{L}+){0,3}`),
  phrase(String.raw`only I (?:know|knew|was|am|have|had|saw|could)(?: \p{L}+){0,2}`),
  phrase(String.raw`(?:nobody|no one|nobody else|no one else) (?:but|except|apart from|other than) me`),
  phrase(String.raw`(?:apart from|other than|besides|except) me`),
  phrase(String.raw`(?:just|only) the (?:two|three) of us`),
];

const jobs =
  'bendahara|staf|staff|sekretaris|operator|honorer|tenaga honorer|pegawai|karyawan|karyawati|sopir|supir|satpam|petugas|anggota(?! masyarakat)|kasubbag|kasubag|kabag|kepala|koordinator|guru|dosen|dokter|perawat|bidan|lurah|camat|kades|pengawas|panwas\\p{L}*|ketua|ppk|pptk|pokja|verifikator|auditor|admin|notulen|resepsionis|ajudan|pramubakti|rekanan|kontraktor|vendor|PNS|ASN|PPPK|P3K|magang|pelaksana|direktur|direktris|pemilik|tukang|pedagang|penjual|mandor|buruh|petani|nelayan|penyuluh|pendamping|kader|perangkat desa|sekdes|mahasiswa|mahasiswi';
const englishJobs =
  'treasurer|clerk|secretary|driver|operator|accountant|officer|assistant|supervisor|manager|guard|teacher|nurse|doctor|contractor|vendor|intern|auditor|staff member|employee|member';

/** What parts of an office are for. */
const units =
  '(?:keuangan|umum|kepegawaian|hukum|perencanaan|program|pengadaan|teknis|administrasi|persidangan|humas|SDM|data|pengawasan|penindakan|penanganan|pencegahan|sengketa|perlengkapan|aset|arsip|rumah tangga|logistik|gudang|pelayanan)';

/** Where a sentence, or a part of it, begins: “berkas saya di bagian …” speaks of something else. */
const beginning = String.raw`(?<=(?:^|[.!?,;(\n]) ?)`;

/** What the writer says of their own work. */
const roles = [
  phrase(
    String.raw`${me}(?: \p{L}+)? (?:selaku|sebagai|menjabat|menjabat sebagai|adalah|merupakan|seorang|bekerja sebagai|bertugas sebagai)(?: seorang)? (?:${jobs})(?: \p{L}+){0,3}`,
  ),
  phrase(String.raw`(?:selaku|sebagai) (?:${jobs})(?: \p{L}+){0,6},? ${me}`),
  phrase(
    String.raw`${me} (?:di(?:ganti|mutasi|pindah|pindahkan|copot|pecat|berhentikan|nonjobkan|rumahkan|skors))(?: \p{L}+){0,2}`,
  ),
  phrase(
    String.raw`${me} (?:(?:masih|hanya|cuma|mantan|bekas|eks|salah satu|salah seorang) ){0,2}(?:${jobs})(?: \p{L}+){0,3}`,
  ),
  phrase(String.raw`(?<!(?:oleh|korban|dari|kepada) )(?:${jobs})(?: \p{L}+){0,2} adalah ${me}`),
  phrase(
    String.raw`${beginning}${me} (?:dari )?(?:bagian|subbag|subbagian|sub bagian|divisi|seksi) ${units}`,
  ),
  phrase(
    String.raw`${beginning}${me} di (?:bagian|subbag|subbagian|sub bagian|divisi|seksi) \p{L}+ (?:sejak|selama|sudah)(?: [\p{L}\d]+){0,2}`,
  ),
  phrase(
    String.raw`${me} (?:sudah |udah |udh |telah |masih |sedang )?(?:bekerja|bertugas|ditempatkan|dinas|magang|kerja) (?:di|pada|sebagai)(?: \p{L}+){1,4}`,
  ),
  phrase(
    String.raw`(?:jabatan|atasan|bos|boss|bawahan|rekan kerja|rekan satu ruangan|teman sekantor|teman kantor|ruangan|ruang kerja|meja kerja|meja|kantor) (?:${me}|ku)`,
  ),
  phrase(String.raw`(?:perusahaan|CV|PT|usaha|toko|warung|kios) ${we}`),
  phrase(String.raw`as (?:the|a|an) (?:${englishJobs}),? I`),
  phrase(String.raw`I(?:'m| am| was) (?:the|a|an)(?: \p{L}+)? (?:${englishJobs})(?: \p{L}+){0,3}`),
  phrase(String.raw`I work(?:ed)? (?:as|in|at|for)(?: \p{L}+){1,4}`),
  phrase(
    String.raw`${me} (?:sudah|udah|udh|telah|baru) (?:\d{1,2}|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|belasan|puluhan) (?:tahun|thn|th|bulan|bln|minggu)(?: \p{L}+){0,4}`,
  ),
  phrase(
    String.raw`(?:sejak|ketika|waktu|saat) ${me} (?:mulai )?(?:bekerja|dilantik|diangkat|dimutasi|pindah|mutasi|masuk|bergabung|bertugas)(?: [\p{L}\d]+){0,4}`,
  ),
  phrase(
    String.raw`${me} (?:baru|sudah|telah)(?: saja)? (?:dimutasi|pindah|dipindah|dilantik|diangkat|pensiun|diberhentikan|dipecat|mengundurkan diri|resign)(?: [\p{L}\d]+){0,3}`,
  ),
  phrase(String.raw`(?:atasan|bos|bawahan|jabatan|meja|ruangan|kantor)ku`),
  phrase(
    String.raw`I(?:'ve| have) (?:worked|been working|served|been (?:a|an|the) \p{L}+)(?: [\p{L}\d]+){1,6}`,
  ),
  phrase(String.raw`my (?:boss|supervisor|superior|colleague|subordinate|office|desk|position)`),
];

/** 'Ibu, saya mohon …' speaks to somebody. */
const addressed = String.raw`(?!(?<=(?:bapak|ibu|om|tante|kakak|abang|mama|papa) ${me}) (?:mau|mohon|ingin|hormati|minta|hendak|harap|berharap|lapor|melapor|laporkan|melaporkan|tanya|bertanya|sampaikan|menyampaikan|ucapkan))`;
const relatives = [
  phrase(String.raw`${family}2?(?: kandung| pertama| kedua| sulung| bungsu)? ${me}${end}${addressed}`),
  phrase(String.raw`${family}ku`),
  phrase(
    String.raw`my (?:husband|wife|son|daughter|brother|sister|father|mother|uncle|aunt|cousin|nephew|niece|neighbou?r|family|fianc[eé]e?|boyfriend|girlfriend|partner)`,
  ),
];

const birthDates = [
  phrase(String.raw`${me} lahir (?:di|pada|tahun|tanggal)(?: [\p{L}\d/.-]+){1,4}`),
  phrase(String.raw`${me} lahir(?: \p{L}+){0,3} (?:tahun|thn|th) \d{2,4}`),
  phrase(String.raw`(?:tempat,? ?(?:dan )?)?(?:tanggal|tgl) lahir(?: saya)? ?:? ?[\d/. -]{0,12}\d{2}`),
  phrase(
    String.raw`(?:TTL|tempat,? ?(?:dan )?(?:tanggal|tgl) lahir) ?: ?\p{L}[\p{L} ]{1,30},? ?\d[\p{L}\d/. -]{3,18}`,
  ),
  phrase(String.raw`(?:umur|umr|usia) ${me}(?: \p{L}+)? \d{2}(?: tahun| th)?`),
  phrase(String.raw`${me}(?: \p{L}+){0,3} (?:berumur|berusia|umur|umr|usia) \d{2}(?: tahun| th)?`),
  phrase(String.raw`${me} kelahiran (?:tahun )?(?:\p{L}+ )?(?:19|20)\d{2}`),
  phrase(String.raw`I(?:'m| am) \d{2} years old`),
  phrase(String.raw`I was born (?:in|on)(?: [\p{L}\d/.-]+){1,3}`),
];

/** A street with the number of a house; its name in capitals, because 'jalan' is also any road. */
const street = new RegExp(
  String.raw`${start}(?:[Jj]l|[Jj]ln|[Jj]alan|[Gg]g|[Gg]ang)\.? \p{Lu}[\p{L}\d.'-]{0,20}(?: [\p{Lu}\d][\p{L}\d.'-]{0,20}){0,4},? (?:[Nn]o|[Nn]omor)\.? ?\d{1,4}[A-Za-z]?(?![\p{L}\d])`,
  'gu',
);

const homes = [
  phrase(
    String.raw`(?:rumah|rmh|kos|kost|kosan|kontrakan|kediaman|tempat tinggal|domisili|alamat)(?: \p{L}+)? ${me}(?: \p{L}+)?(?: (?:di|:|adalah))?(?: [\p{L}\d./-]+){1,4}`,
  ),
  phrase(
    String.raw`${we}(?: \p{L}+)? (?:tinggal|bertempat tinggal|berdomisili|beralamat|ngekos) (?:di|pada)(?: [\p{L}\d./-]+){1,4}`,
  ),
  street,
  phrase(
    String.raw`(?:Perum|Perumahan|Komplek|Kompleks|Komp|BTN|Cluster|Griya|Taman)\.? [\p{L}\d' ]{2,40}?,? (?:Blok|Blk)\.? ?\p{L}{1,2} ?\d{0,3}(?: ?(?:No|Nomor|[/-])\.? ?\d{1,4})?`,
  ),
  phrase(String.raw`RT ?\.? ?\d{1,3} ?(?:[/,-]? ?RW ?\.? ?|\/ ?)\d{1,3}`),
  phrase(
    String.raw`(?:rumah|kos|kost|kosan|kontrakan|alamat)ku(?: (?:di|dekat|sebelah))?(?: [\p{L}\d./-]+){0,4}`,
  ),
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
