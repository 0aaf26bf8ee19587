import { z } from 'zod';
import { lineOf, textOf, valuesOf } from '../web/form-fields.ts';
import { type Checked, check, type Mistake } from './form.ts';
import { passwordProblem } from './sign-in/password-rules.ts';
import { isRole, type Role, rolesConflict } from './permissions.ts';

/** What an administrator typed about a member; kept as typed, so that a mistake loses nothing. */
export interface MemberForm {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly unitId: string;
  readonly positionIds: readonly string[];
}

export function readMemberForm(body: unknown): MemberForm {
  return {
    name: lineOf(body, 'name'),
    email: textOf(body, 'email').trim(),
    roles: valuesOf(body, 'roles'),
    unitId: textOf(body, 'unitId'),
    positionIds: valuesOf(body, 'positionIds'),
  };
}

const roleSchema = z.custom<Role>(isRole, 'accounts.errors.roles');

export const nameSchema = z.string().min(1, 'accounts.errors.name').max(200, 'accounts.errors.nameLong');

/**
 * One mail address, its domain in ASCII as DNS has it. Threat: characters that a mail program reads as others (a wide `＠`, a full stop
 * of another script, one without width) send mail elsewhere than the page shows (ASVS 5.0 V1.3.11).
 */
export const emailSchema = z
  .string()
  .max(254, 'accounts.errors.email')
  .regex(/^[^\s\p{C}@<>(),;:"\\[\]]+@(?:[a-z\d-]+\.)+[a-z\d-]+$/iu, 'accounts.errors.email')
  .refine((email) => email.normalize('NFKC') === email, 'accounts.errors.email');

/** Against the units and positions that there are. Everybody but administrators and auditors belongs to a unit. */
export function checkMemberForm(form: MemberForm, known: { unitIds: string[]; positionIds: string[] }) {
  const schema = z
    .object({
      name: nameSchema,
      email: emailSchema,
      roles: z
        .array(roleSchema)
        .min(1, 'accounts.errors.roles')
        .refine((roles) => !rolesConflict(roles), 'accounts.errors.rolesConflict'),
      unitId: z
        .string()
        .refine((id) => id === '' || known.unitIds.includes(id), 'accounts.errors.unit')
        .transform((id) => (id === '' ? null : id)),
      positionIds: z.array(
        z.string().refine((id) => known.positionIds.includes(id), 'accounts.errors.positions'),
      ),
    })
    .refine(({ roles, unitId }) => unitId !== null || !roles.some(needsUnit), {
      path: ['unitId'],
      message: 'accounts.errors.unitMissing',
    });
  const checked = check(schema, form);
  return checked.ok ? checked : { ok: false as const, mistakes: checked.mistakes.map(onWholeList) };
}

function needsUnit(role: Role): boolean {
  return role !== 'administrator' && role !== 'auditor';
}

/** A mistake in one of several check boxes is told at the first of them. */
function onWholeList({ field, key }: Mistake): Mistake {
  return { field: field.replace(/-\d+$/, ''), key };
}

/** Who shall hold the recovery key, as typed. */
interface HolderForm {
  readonly holderName: string;
  readonly positionIds: readonly string[];
}

export function readHolderForm(body: unknown): HolderForm {
  return { holderName: lineOf(body, 'holderName'), positionIds: valuesOf(body, 'positionIds') };
}

export function checkHolderForm(form: HolderForm, knownPositionIds: readonly string[]): Checked<HolderForm> {
  const positionId = z.string().refine((id) => knownPositionIds.includes(id), 'accounts.errors.positions');
  const checked = check(z.object({ holderName: nameSchema, positionIds: z.array(positionId) }), form);
  return checked.ok ? checked : { ok: false, mistakes: checked.mistakes.map(onWholeList) };
}

/** What a member's password must not simply repeat. */
export function aboutMember(
  officeName: string,
  { name, email }: Pick<MemberForm, 'name' | 'email'>,
): string[] {
  return [name, email, officeName];
}

/** A new password typed twice; never shown again. `about`: what it must not simply repeat. */
export function checkNewPassword(body: unknown, about: readonly string[]): Checked<string> {
  const password = textOf(body, 'password');
  const problem = passwordProblem(password, about);
  if (problem)
    return { ok: false, mistakes: [{ field: 'password', key: `accounts.errors.password.${problem}` }] };
  return textOf(body, 'passwordRepeat') === password
    ? { ok: true, value: password }
    : { ok: false, mistakes: [{ field: 'passwordRepeat', key: 'accounts.errors.password.repeat' }] };
}
