import { type Permission, permissionsOf } from '../../src/accounts/permissions.ts';
import type { Access } from '../../src/accounts/route-access.ts';

/** Whether a route asks for a permission, which some roles hold, and not merely for a session. */
export function isPermission(access: Access): access is Permission {
  return Object.values(permissionsOf).some((held) => held.some((permission) => permission === access));
}
