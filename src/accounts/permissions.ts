/** What a member may be in the office; one member may be several, except where {@link rolesConflict} says no. */
export const roles = ['administrator', 'intake_officer', 'investigator', 'supervisor', 'auditor'] as const;
export type Role = (typeof roles)[number];

export type Permission =
  | 'case:list'
  | 'case:open'
  | 'case:reply'
  | 'case:note'
  | 'case:assign'
  | 'case:status'
  | 'identity:decide'
  | 'case:hold'
  | 'member:invite'
  | 'member:end'
  | 'member:reset'
  | 'access:grant'
  | 'key:confirm'
  | 'settings:change'
  | 'audit:read';

const handling: readonly Permission[] = [
  'case:list',
  'case:open',
  'case:reply',
  'case:note',
  'case:assign',
  'case:status',
  'identity:decide',
  'case:hold',
  'access:grant',
  'key:confirm',
];

/** The one table of who may do what. The administrator makes accounts and therefore opens no case (invariant 1). */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: ['member:invite', 'member:end', 'member:reset', 'settings:change'],
  intake_officer: handling,
  investigator: handling,
  supervisor: ['case:list', 'identity:decide', 'case:hold', 'key:confirm'],
  auditor: ['audit:read', 'key:confirm'],
};

/** The roles whose members hold keys and open contents. */
const handlerRoles: readonly Role[] = ['intake_officer', 'investigator'];

interface HasRoles {
  readonly roles: readonly Role[];
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}

export function isHandler(member: HasRoles): boolean {
  return !isAdministrator(member) && member.roles.some((role) => handlerRoles.includes(role));
}

/** Whether somebody audits now; the head of the audit chain is mailed to them. */
export function isAuditor(member: HasRoles & { readonly status: string }): boolean {
  return member.status === 'active' && mayDo(member, 'audit:read');
}

/** Whoever makes accounts and resets passwords must not read, list or audit what those accounts do. */
export function rolesConflict(chosen: readonly Role[]): boolean {
  return chosen.includes('administrator') && chosen.length > 1;
}

/**
 * Whether one of the member's roles holds the permission. An administrator's other roles count for nothing, should
 * somebody write them into the database by hand.
 */
export function mayDo(member: HasRoles, permission: Permission): boolean {
  const counted = isAdministrator(member) ? (['administrator'] as const) : member.roles;
  return counted.some((role) => permissionsOf[role].includes(permission));
}

function isAdministrator(member: HasRoles): boolean {
  return member.roles.includes('administrator');
}
