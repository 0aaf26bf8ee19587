/** The Indonesian addresses of reporting, one a step; every one of them but the first and the last only takes posts. */
export const reportPaths = {
  start: '/lapor',
  text: '/lapor/isi',
  files: '/lapor/berkas',
  check: '/lapor/periksa',
  send: '/lapor/kirim',
  code: '/lapor/kode',
  done: '/lapor/selesai',
} as const;

/** The Indonesian addresses of what a report code opens. */
export const trackingPaths = {
  enter: '/lacak',
  message: '/lacak/pesan',
  withdraw: '/lacak/tarik',
  revokeWithdrawal: '/lacak/batal-tarik',
  destroyCode: '/lacak/hapus-kode',
} as const;
