/** What an address may name. */
export interface Target {
  readonly id: string;
  readonly fileId: string;
}

/** What stands in the place of each parameter of a route; a case's id also where the id of something else belongs. */
export const PARAMETERS: Readonly<Record<string, (target: Target) => string>> = {
  id: ({ id }) => id,
  fileId: ({ fileId }) => fileId,
  token: ({ id }) => id,
  file: ({ id }) => id,
  act: () => 'akhiri',
};

const CASE = 'POST /staf/laporan/:id';
const MEMBER = 'POST /staf/pengaturan/anggota/:id';

/** The fields that each form below an id is posted with, beside its token. */
export const FORMS: Readonly<Record<string, readonly string[]>> = {
  [`${CASE}/balas`]: ['formId', 'reply'],
  [`${CASE}/catatan`]: ['formId', 'note'],
  [`${CASE}/tugaskan`]: ['version', 'assignee'],
  [`${CASE}/status`]: ['version', 'status', 'reason'],
  [`${CASE}/identitas`]: ['formId', 'identityReason'],
  [`${CASE}/identitas/putuskan`]: ['requestId', 'decision'],
  [`${CASE}/identitas/buka`]: [],
  [`${CASE}/pernyataan`]: [],
  [`${CASE}/penahanan`]: ['held', 'holdId', 'formId', 'holdReason'],
  [`${CASE}/spam`]: ['spam'],
  [`${CASE}/undur-diri`]: ['formId', 'stepBackReason'],
  'POST /staf/akses/:id': ['fingerprint-recovery'],
  'POST /staf/kunci/:id': ['key'],
  'POST /staf/kunci/:id/sendiri': [],
  [MEMBER]: ['name'],
  [`${MEMBER}/:act`]: [],
  'POST /siapkan/:token': ['name'],
  'POST /staf/undangan/:token': ['password'],
  'POST /staf/surel/:token': [],
  'POST /staf/pemulihan/:token': ['recipient'],
  'POST /staf/pemulihan/:token/jawaban': ['answer'],
  'POST /staf/pengembalian/:token': ['answer'],
};

/** Posts that name no case: neither their address nor a field of their form holds the id of one. */
export const WITHOUT_A_CASE: readonly string[] = [
  '/lapor',
  '/lapor/isi',
  '/lapor/berkas',
  '/lapor/periksa',
  '/lapor/kirim',
  '/lapor/kode',
  '/lapor/selesai',
  '/lacak',
  '/lacak/pesan',
  '/lacak/tarik',
  '/lacak/batal-tarik',
  '/lacak/hapus-kode',
  '/staf/masuk',
  '/staf/masuk/langkah-kedua',
  '/staf/masuk/kode-pemulihan',
  '/staf/keluar',
  '/staf/akun',
  '/staf/akun/konfirmasi',
  '/staf/akun/kata-sandi',
  '/staf/akun/surel',
  '/staf/akun/sesi',
  '/staf/akun/kode-pemulihan',
  '/staf/akun/langkah-kedua/aplikasi',
  '/staf/akun/langkah-kedua/aplikasi/hapus',
  '/staf/akun/langkah-kedua/kunci-sandi',
  '/staf/akun/langkah-kedua/kunci-sandi/hapus',
  '/staf/akun/langkah-kedua/kode',
  '/staf/akses/pemulihan',
  '/staf/akses/periksa',
  '/staf/pengaturan',
  '/staf/pengaturan/anggota/undang',
  '/staf/pengaturan/jabatan',
  '/staf/pengaturan/masa-simpan',
  '/staf/pengaturan/pemulihan',
  '/staf/pengaturan/surel',
  '/staf/audit/periksa',
  '/staf/audit/tutup',
];
