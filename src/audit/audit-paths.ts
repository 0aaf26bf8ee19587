import type { ExportFormat } from './audit-export.ts';

/** The Indonesian paths of the audit log. */
export const auditPaths = {
  list: '/staf/audit',
  verify: '/staf/audit/periksa',
  close: '/staf/audit/tutup',
  export: (format: ExportFormat) => `/staf/audit/ekspor.${format}`,
};
