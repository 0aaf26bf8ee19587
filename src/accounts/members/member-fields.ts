import { errorOf } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import type { FieldError } from '../../web/view.ts';
import type { MemberForm } from '../account-forms.ts';
import type { FormField } from '../form-page.ts';
import { roles } from '../permissions.ts';
import type { Position, Unit } from './member.ts';

export interface OfficeLists {
  readonly units: readonly Unit[];
  readonly positions: readonly Position[];
}

/** Roles, unit and positions. */
export function detailFields(
  site: Site,
  form: MemberForm,
  lists: OfficeLists,
  errors: readonly FieldError[],
): FormField[] {
  return [
    {
      kind: 'choices',
      part: {
        kind: 'checkbox',
        name: 'roles',
        label: site.t('accounts.invite.roles'),
        hint: site.t('accounts.invite.rolesHint'),
        error: errorOf(errors, 'roles'),
        choices: roles.map((role) => ({
          value: role,
          label: site.t(`accounts.roles.${role}`),
          hint: site.t(`accounts.rolesHint.${role}`),
          selected: form.roles.includes(role),
        })),
      },
    },
    {
      kind: 'select',
      part: {
        name: 'unitId',
        label: site.t('accounts.invite.unit'),
        error: errorOf(errors, 'unitId'),
        choices: [
          { value: '', label: site.t('accounts.invite.noUnit'), selected: form.unitId === '' },
          ...lists.units.map(({ _id, name }) => ({
            value: _id,
            label: name[site.locale],
            selected: form.unitId === _id,
          })),
        ],
      },
    },
    positionsField(
      site,
      form.positionIds,
      lists,
      'accounts.invite.positions',
      'accounts.invite.positionsHint',
      errors,
    ),
  ];
}

/** Check boxes of all positions. */
export function positionsField(
  site: Site,
  chosen: readonly string[],
  { positions }: Pick<OfficeLists, 'positions'>,
  labelKey: string,
  hintKey: string,
  errors: readonly FieldError[],
): FormField {
  return {
    kind: 'choices',
    part: {
      kind: 'checkbox',
      name: 'positionIds',
      label: site.t(labelKey),
      hint: site.t(hintKey),
      error: errorOf(errors, 'positionIds'),
      choices: positions.map(({ _id, name }) => ({
        value: _id,
        label: name[site.locale],
        selected: chosen.includes(_id),
      })),
    },
  };
}

export function nameField(site: Site, form: MemberForm, errors: readonly FieldError[]): FormField {
  const label = site.t('accounts.invite.name');
  return { kind: 'text', part: { name: 'name', label, value: form.name, error: errorOf(errors, 'name') } };
}
