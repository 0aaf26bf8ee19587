import type { Permission } from './permissions.ts';

/**
 * What a page of staff needs of whoever asks: a permission of the table in permissions.ts; `member` any signed-in member; `confirmed`
 * one who has just shown again that it is them; `enrolling` the same, or one who must set a second step up first; `step` one whose
 * password was right and who owes the second step; `session` any of these; `link` whoever has the one-time link; `everyone` nothing.
 */
export type Access =
  | Permission
  | 'member'
  | 'confirmed'
  | 'enrolling'
  | 'step'
  | 'session'
  | 'link'
  | 'everyone';

const OWN = '/staf/akun';
const FACTORS = '/staf/akun/langkah-kedua';
const MEMBERS = '/staf/pengaturan/anggota';
const CASE = '/staf/laporan/:id';

/**
 * Every route below /staf and /siapkan, by method and pattern as it is declared. The tests ask each as every role and refuse a route
 * that is missing here; docs/permissions.md shows it. Which case somebody may know of is decided besides, for each case; a form is
 * also named in test/access/known-routes.ts, which asks it as everybody who is kept out of a case.
 */
export const routeAccess: Readonly<Record<string, Access>> = {
  'GET /siapkan': 'everyone',
  'GET /siapkan/:token': 'link',
  'POST /siapkan/:token': 'link',

  'GET /staf/masuk': 'everyone',
  'POST /staf/masuk': 'everyone',
  'GET /staf/masuk/langkah-kedua': 'step',
  'POST /staf/masuk/langkah-kedua': 'step',
  'GET /staf/masuk/kode-pemulihan': 'everyone',
  'POST /staf/masuk/kode-pemulihan': 'everyone',
  'POST /staf/keluar': 'session',
  'GET /staf': 'member',

  'GET /staf/undangan/:token': 'link',
  'POST /staf/undangan/:token': 'link',
  'GET /staf/surel/:token': 'link',
  'POST /staf/surel/:token': 'link',
  'GET /staf/pemulihan/:token': 'link',
  'POST /staf/pemulihan/:token': 'link',
  'POST /staf/pemulihan/:token/jawaban': 'link',
  'GET /staf/pengembalian/:token': 'link',
  'POST /staf/pengembalian/:token': 'link',

  [`GET ${OWN}`]: 'member',
  [`POST ${OWN}`]: 'member',
  [`GET ${OWN}/konfirmasi`]: 'member',
  [`POST ${OWN}/konfirmasi`]: 'member',
  [`GET ${OWN}/kata-sandi`]: 'confirmed',
  [`POST ${OWN}/kata-sandi`]: 'confirmed',
  [`GET ${OWN}/surel`]: 'confirmed',
  [`POST ${OWN}/surel`]: 'confirmed',
  [`GET ${OWN}/sesi`]: 'confirmed',
  [`POST ${OWN}/sesi`]: 'confirmed',
  [`GET ${OWN}/kode-pemulihan`]: 'confirmed',
  [`POST ${OWN}/kode-pemulihan`]: 'confirmed',
  [`GET ${FACTORS}`]: 'enrolling',
  [`GET ${FACTORS}/aplikasi`]: 'enrolling',
  [`POST ${FACTORS}/aplikasi`]: 'enrolling',
  [`POST ${FACTORS}/aplikasi/hapus`]: 'enrolling',
  [`GET ${FACTORS}/kunci-sandi`]: 'enrolling',
  [`POST ${FACTORS}/kunci-sandi`]: 'enrolling',
  [`POST ${FACTORS}/kunci-sandi/hapus`]: 'enrolling',
  [`POST ${FACTORS}/kode`]: 'enrolling',

  'GET /staf/akses': 'access:grant',
  'POST /staf/akses/pemulihan': 'access:grant',
  'POST /staf/akses/periksa': 'access:grant',
  'POST /staf/akses/:id': 'access:grant',

  'GET /staf/kunci': 'member',
  'POST /staf/kunci/:id': 'key:confirm',
  'POST /staf/kunci/:id/sendiri': 'access:grant',

  [`GET ${MEMBERS}`]: 'member:invite',
  [`GET ${MEMBERS}/undang`]: 'member:invite',
  [`POST ${MEMBERS}/undang`]: 'member:invite',
  [`GET ${MEMBERS}/:id`]: 'member:invite',
  [`POST ${MEMBERS}/:id`]: 'member:invite',
  [`GET ${MEMBERS}/:id/:act`]: 'member:invite',
  [`POST ${MEMBERS}/:id/:act`]: 'member:invite',
  'GET /staf/pengaturan/pembukaan': 'member:invite',
  'GET /staf/pengaturan': 'settings:change',
  'POST /staf/pengaturan': 'settings:change',
  'GET /staf/pengaturan/jabatan': 'settings:change',
  'POST /staf/pengaturan/jabatan': 'settings:change',
  'GET /staf/pengaturan/masa-simpan': 'settings:change',
  'POST /staf/pengaturan/masa-simpan': 'settings:change',
  'GET /staf/pengaturan/surel': 'settings:change',
  'POST /staf/pengaturan/surel': 'settings:change',
  'GET /staf/pengaturan/pemulihan': 'settings:change',
  'POST /staf/pengaturan/pemulihan': 'settings:change',

  'GET /staf/laporan': 'case:list',
  'GET /staf/dasbor': 'case:list',
  [`GET ${CASE}`]: 'case:list',
  [`POST ${CASE}/balas`]: 'case:reply',
  [`POST ${CASE}/catatan`]: 'case:note',
  [`POST ${CASE}/tugaskan`]: 'case:assign',
  [`POST ${CASE}/status`]: 'case:status',
  [`POST ${CASE}/identitas`]: 'case:open',
  [`POST ${CASE}/identitas/putuskan`]: 'identity:decide',
  [`POST ${CASE}/identitas/buka`]: 'case:open',
  [`POST ${CASE}/pernyataan`]: 'case:list',
  [`POST ${CASE}/undur-diri`]: 'case:list',
  [`POST ${CASE}/penahanan`]: 'case:hold',
  [`POST ${CASE}/spam`]: 'case:status',
  [`GET ${CASE}/berkas/:fileId`]: 'case:open',
  [`GET ${CASE}/berkas/:fileId/pratinjau`]: 'case:open',
  [`GET ${CASE}/balas`]: 'case:list',
  [`GET ${CASE}/catatan`]: 'case:list',
  [`GET ${CASE}/tugaskan`]: 'case:list',
  [`GET ${CASE}/status`]: 'case:list',
  [`GET ${CASE}/identitas`]: 'case:list',
  [`GET ${CASE}/identitas/putuskan`]: 'case:list',
  [`GET ${CASE}/identitas/buka`]: 'case:list',
  [`GET ${CASE}/pernyataan`]: 'case:list',
  [`GET ${CASE}/undur-diri`]: 'case:list',
  [`GET ${CASE}/penahanan`]: 'case:list',
  [`GET ${CASE}/spam`]: 'case:list',

  'GET /staf/audit': 'audit:read',
  'POST /staf/audit/periksa': 'audit:read',
  'POST /staf/audit/tutup': 'audit:read',
  'GET /staf/audit/ekspor.csv': 'audit:read',
  'GET /staf/audit/ekspor.json': 'audit:read',
};
