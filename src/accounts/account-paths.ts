/** The Indonesian paths of the accounts' pages; `site.path` gives the English ones. */
export const accountPaths = {
  home: '/staf',
  /** The queue, of triage/. */
  cases: '/staf/laporan',
  dashboard: '/staf/dasbor',
  signIn: '/staf/masuk',
  secondStep: '/staf/masuk/langkah-kedua',
  recover: '/staf/masuk/kode-pemulihan',
  signOut: '/staf/keluar',
  own: '/staf/akun',
  ownPassword: '/staf/akun/kata-sandi',
  ownEmail: '/staf/akun/surel',
  confirm: '/staf/akun/konfirmasi',
  sessions: '/staf/akun/sesi',
  ownRecovery: '/staf/akun/kode-pemulihan',
  factors: '/staf/akun/langkah-kedua',
  factorApp: '/staf/akun/langkah-kedua/aplikasi',
  factorAppEnd: '/staf/akun/langkah-kedua/aplikasi/hapus',
  factorPasskey: '/staf/akun/langkah-kedua/kunci-sandi',
  factorPasskeyEnd: '/staf/akun/langkah-kedua/kunci-sandi/hapus',
  factorCodes: '/staf/akun/langkah-kedua/kode',
  access: '/staf/akses',
  giveRecovery: '/staf/akses/pemulihan',
  look: '/staf/akses/periksa',
  giveAccess: (memberId: string) => `/staf/akses/${memberId}`,
  keys: '/staf/kunci',
  confirmKey: (unitId: string) => `/staf/kunci/${unitId}`,
  openAlone: (unitId: string) => `/staf/kunci/${unitId}/sendiri`,
  settings: '/staf/pengaturan',
  positions: '/staf/pengaturan/jabatan',
  retention: '/staf/pengaturan/masa-simpan',
  mail: '/staf/pengaturan/surel',
  members: '/staf/pengaturan/anggota',
  invite: '/staf/pengaturan/anggota/undang',
  member: (id: string) => `/staf/pengaturan/anggota/${id}`,
  memberAct: (id: string, act: MemberAct) => `/staf/pengaturan/anggota/${id}/${memberActs[act]}`,
  recovery: '/staf/pengaturan/pemulihan',
  opening: '/staf/pengaturan/pembukaan',
  audit: '/staf/audit',
  invitation: (token: string) => `/staf/undangan/${token}`,
  holder: (token: string) => `/staf/pemulihan/${token}`,
  holderAnswer: (token: string) => `/staf/pemulihan/${token}/jawaban`,
  newEmail: (token: string) => `/staf/surel/${token}`,
  restore: (token: string) => `/staf/pengembalian/${token}`,
  setup: '/siapkan',
  setupWith: (token: string) => `/siapkan/${token}`,
};

/** What an administrator does to one member, each behind a page that asks again. */
export const memberActs = {
  end: 'akhiri',
  reset: 'atur-ulang',
  link: 'tautan',
  restore: 'kembalikan',
  sessions: 'akhiri-sesi',
} as const;
export type MemberAct = keyof typeof memberActs;

const actsBySegment: ReadonlyMap<unknown, MemberAct> = new Map([
  [memberActs.end, 'end'],
  [memberActs.reset, 'reset'],
  [memberActs.link, 'link'],
  [memberActs.restore, 'restore'],
  [memberActs.sessions, 'sessions'],
]);

export function memberActOf(segment: unknown): MemberAct | undefined {
  return actsBySegment.get(segment);
}

/**
 * Where to go after signing in: an address that was asked for, if it is a staff page of ours. Threat: a link to the sign-in page
 * that sends the member on to another site.
 */
export function safeReturnPath(asked: unknown): string | undefined {
  return typeof asked === 'string' &&
    /^(?:\/en)?\/staf(?:[/?][\w/?=&%.-]*)?$/.test(asked) &&
    !asked.includes('//')
    ? asked
    : undefined;
}
