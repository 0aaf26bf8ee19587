import type { LimitName } from '../../src/web/rate-limits.ts';

/** Routes that one reason holds for, by method and pattern as they are declared. */
interface RouteGroup {
  readonly name: string;
  /** Each of these counts for itself; none where {@link why} says that nothing is gained by one. */
  readonly limits: readonly LimitName[];
  readonly why: string;
  readonly routes: readonly string[];
}

const CASE = '/staf/laporan/:id';
const FACTORS = '/staf/akun/langkah-kedua';
const MEMBERS = '/staf/pengaturan/anggota';

/** Of patterns with white space between them. */
const listed = (method: string, patterns: string) =>
  patterns
    .trim()
    .split(/\s+/)
    .map((pattern) => `${method} ${pattern}`);
const get = (patterns: string) => listed('GET', patterns);
const post = (patterns: string) => listed('POST', patterns);
const both = (patterns: string) => [...get(patterns), ...post(patterns)];

/**
 * What limits each route, and why; the numbers are those of src/web/rate-limits.ts. The test walks all routes of the app and refuses one that is missing
 * here, and one on which other limits stand than are named.
 */
export const routeLimits: readonly RouteGroup[] = [
  {
    name: 'pages for everyone',
    limits: [],
    why: 'they are rendered once for all, or lead on without asking the database; a refusal by address would take them from a whole network',
    routes: get(`
      / /bantuan /privasi /aksesibilitas /kunci /keluar /lapor /lacak /lapor/isi /lapor/berkas
      /lapor/periksa /lapor/kirim /lapor/kode /lapor/selesai /lacak/pesan /lacak/tarik
      /lacak/batal-tarik /lacak/hapus-kode /siapkan
    `),
  },
  {
    name: 'whether the portal is well',
    limits: [],
    why: 'a monitor asks from one address, all day; an answer costs one ping at most',
    routes: get('/healthz /readyz'),
  },
  {
    name: 'beginning a report, and leaving one',
    limits: [],
    why: 'nothing is kept for the first, and the others find something by a random token alone',
    routes: post('/lapor /lapor/kode /lapor/selesai'),
  },
  {
    name: 'sending',
    limits: ['send'],
    why: 'it takes room on the disk: whoever sends more than a crowd does proves it or waits, and nobody is refused',
    routes: post('/lapor/isi /lapor/berkas /lapor/periksa /lapor/kirim'),
  },
  {
    name: 'acts behind a report code',
    limits: ['send'],
    why: 'they write, and each tells whether a code is right; the budget of wrong codes counts them too',
    routes: post('/lacak/tarik /lacak/batal-tarik /lacak/hapus-kode'),
  },
  {
    name: 'typing a report code',
    limits: ['code'],
    why: 'somebody may be guessing: more than a crowd types takes a proof or a wait, besides the budget of wrong codes',
    routes: post('/lacak'),
  },
  {
    name: 'messages of a reporter',
    limits: ['send', 'code'],
    why: 'they take room, and tell whether a code is right',
    routes: post('/lacak/pesan'),
  },
  {
    name: 'proving who one is',
    limits: ['signIn'],
    why: 'somebody may be guessing a password, a second step or a link: more failures than an office has are refused',
    routes: post(`
      /siapkan/:token /staf/masuk /staf/masuk/langkah-kedua /staf/masuk/kode-pemulihan
      /staf/akun/konfirmasi /staf/surel/:token /staf/undangan/:token /staf/pemulihan/:token
      /staf/pemulihan/:token/jawaban /staf/pengembalian/:token
    `),
  },
  {
    name: 'mail to an address that somebody typed',
    limits: ['mail'],
    why: 'each sends one: a member may not fill the mailbox of somebody else, nor a stranger use up what the members of an office behind one address may',
    routes: post('/staf/akun/surel /staf/pengaturan/surel'),
  },
  {
    name: 'reading a case',
    limits: ['read'],
    why: 'what somebody with a stolen session could read in a while; no officer opens a case a second for ten minutes',
    routes: [
      ...get(CASE),
      ...post(`${CASE}/balas ${CASE}/catatan ${CASE}/tugaskan ${CASE}/status`),
      ...post(`${CASE}/identitas ${CASE}/penahanan ${CASE}/undur-diri`), // a form with a mistake comes back on that page
      ...post(`${CASE}/spam ${CASE}/identitas/putuskan ${CASE}/identitas/buka`), // and a button that somebody was faster with
    ],
  },
  {
    name: 'files, previews and exports',
    limits: ['handOut'],
    why: 'what a stolen session could take along in a while; no officer opens one every two seconds for ten minutes',
    routes: get(`
      ${CASE}/berkas/:fileId ${CASE}/berkas/:fileId/pratinjau /staf/audit/ekspor.csv
      /staf/audit/ekspor.json
    `),
  },
  {
    name: 'pages to prove who one is on',
    limits: [],
    why: 'a form to be filled in, behind a random token or none; what is sent with it is limited',
    routes: get(`
      /siapkan/:token /staf/masuk /staf/masuk/langkah-kedua /staf/masuk/kode-pemulihan
      /staf/surel/:token /staf/undangan/:token /staf/pemulihan/:token /staf/pengembalian/:token
    `),
  },
  {
    name: 'pages and settings of staff',
    limits: [],
    why: 'whoever asks is signed in, and what changes something carries the token of its form and has a line in the audit log; no content of a case is shown',
    routes: [
      ...get('/staf /staf/laporan /staf/dasbor /staf/audit /staf/akun/konfirmasi /staf/akun/surel'),
      ...post('/staf/keluar /staf/audit/periksa /staf/audit/tutup'),
      ...both('/staf/akun /staf/akun/kata-sandi /staf/akun/sesi /staf/akun/kode-pemulihan'),
      ...get(FACTORS),
      ...both(`${FACTORS}/aplikasi ${FACTORS}/kunci-sandi`),
      ...post(`${FACTORS}/aplikasi/hapus ${FACTORS}/kunci-sandi/hapus ${FACTORS}/kode`),
      ...get('/staf/akses /staf/kunci'),
      ...post(
        '/staf/akses/pemulihan /staf/akses/periksa /staf/akses/:id /staf/kunci/:id /staf/kunci/:id/sendiri',
      ),
      ...get(`${MEMBERS} /staf/pengaturan/pembukaan /staf/pengaturan/surel`),
      ...both(`${MEMBERS}/undang ${MEMBERS}/:id ${MEMBERS}/:id/:act`),
      ...both('/staf/pengaturan /staf/pengaturan/jabatan /staf/pengaturan/masa-simpan'),
      ...both('/staf/pengaturan/pemulihan'),
    ],
  },
  {
    name: 'acts on a case that do not show it',
    limits: [],
    why: 'each has a line in the audit log, and leads to the page of the case, whose limit holds for it',
    routes: [
      ...get(`${CASE}/balas ${CASE}/catatan ${CASE}/tugaskan ${CASE}/status ${CASE}/identitas`),
      ...get(`${CASE}/penahanan ${CASE}/undur-diri`),
      ...get(`${CASE}/spam ${CASE}/identitas/putuskan ${CASE}/identitas/buka`),
      ...both(`${CASE}/pernyataan`),
    ],
  },
];
