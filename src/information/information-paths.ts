/** The Indonesian addresses of the pages that inform. */
export const informationPaths = {
  home: '/',
  help: '/bantuan',
  privacy: '/privasi',
  accessibility: '/aksesibilitas',
  /** Fingerprints of the keys that reports are sealed to. */
  keys: '/kunci',
} as const;

/** The way out of every public page: an address of ours that leads to another site. */
export const leavePath = '/keluar';

/** Addresses of other features that these pages lead to. */
export const actionPaths = { report: '/lapor', track: '/lacak' } as const;

/** Addresses outside, each the body's own site. */
export const outsideAddresses = {
  electionReport: 'https://sigaplapor.bawaslu.go.id/',
  kpk: 'https://www.kpk.go.id/',
  dkpp: 'https://dkpp.go.id/',
  ombudsman: 'https://ombudsman.go.id/',
  bawaslu: 'https://www.bawaslu.go.id/',
  lpsk: 'https://lpsk.go.id/',
} as const;
