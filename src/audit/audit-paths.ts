import type { ExportFormat } from './audit-export.ts';

/** The Indonesian paths of the audit log. */
export const auditPaths = {
  list: '/staf/audit',
  verify: '/staf/audit/periksa',
  export: (format: ExportFormat) => `/staf/audit/ekspor.${format}`,
};
