import { z } from 'zod';
import { lineOf, textOf } from '../../web/form-fields.ts';
import { type Checked, check } from '../form.ts';
import type { OfficeSettings } from './office-settings.ts';

/** The zones of Indonesia; an office elsewhere adds its own. */
export const timeZones = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'] as const;

/** What the page of settings changes. */
export type SettingsChange = Pick<
  OfficeSettings,
  'names' | 'timeZone' | 'noticeHours' | 'aboveBody' | 'secondFactorRequired'
>;

/** The office's settings as typed. */
export interface SettingsForm {
  readonly nameId: string;
  readonly nameEn: string;
  readonly timeZone: string;
  readonly noticeHours: string;
  readonly aboveId: string;
  readonly aboveEn: string;
  readonly secondFactorRequired: boolean;
}

export function settingsFormOf(settings: OfficeSettings): SettingsForm {
  const { names, timeZone, noticeHours, aboveBody, secondFactorRequired } = settings;
  return {
    nameId: names.id,
    nameEn: names.en,
    timeZone,
    noticeHours: noticeHours.join(', '),
    aboveId: aboveBody.id,
    aboveEn: aboveBody.en,
    secondFactorRequired,
  };
}

export function readSettingsForm(body: unknown): SettingsForm {
  const field = (name: keyof SettingsForm) => lineOf(body, name);
  return {
    nameId: field('nameId'),
    nameEn: field('nameEn'),
    timeZone: field('timeZone'),
    noticeHours: field('noticeHours'),
    aboveId: field('aboveId'),
    aboveEn: field('aboveEn'),
    secondFactorRequired: textOf(body, 'secondFactorRequired') !== '',
  };
}

const longest = { short: 200 };
const optional = z.string().max(longest.short, 'accounts.errors.nameLong');
const required = (key: string) => optional.min(1, key);
const hours = z
  .string()
  .regex(/^\d{1,2}(?:\s*,\s*\d{1,2}){0,23}$/, 'accounts.errors.noticeHours')
  .transform((text) => [...new Set(text.split(',').map(Number))].toSorted((a, b) => a - b))
  .refine((list) => list.every((hour) => hour <= 23), 'accounts.errors.noticeHours');

const schema = z
  .object({
    nameId: required('accounts.errors.officeId'),
    nameEn: required('accounts.errors.officeEn'),
    timeZone: z.enum(timeZones, 'accounts.errors.timeZone'),
    noticeHours: hours,
    aboveId: optional,
    aboveEn: optional,
    secondFactorRequired: z.boolean(),
  })
  .refine(({ aboveId, aboveEn }) => (aboveId === '') === (aboveEn === ''), {
    path: ['aboveId'],
    message: 'accounts.errors.aboveBoth',
  });

export function checkSettingsForm(form: SettingsForm): Checked<SettingsChange> {
  const checked = check(schema, form);
  if (!checked.ok) return checked;
  const { nameId, nameEn, timeZone, noticeHours, aboveId, aboveEn, secondFactorRequired } = checked.value;
  return {
    ok: true,
    value: {
      names: { id: nameId, en: nameEn },
      timeZone,
      noticeHours,
      aboveBody: { id: aboveId, en: aboveEn },
      secondFactorRequired,
    },
  };
}

/** A position to add, in both languages. */
export interface PositionForm {
  readonly positionId: string;
  readonly positionEn: string;
  readonly leadership: boolean;
}

const positionSchema = z.object({
  positionId: required('accounts.errors.positionId'),
  positionEn: required('accounts.errors.positionEn'),
  leadership: z.boolean(),
});

export function readPositionForm(body: unknown): PositionForm {
  return {
    positionId: lineOf(body, 'positionId'),
    positionEn: lineOf(body, 'positionEn'),
    leadership: textOf(body, 'leadership') !== '',
  };
}

export function checkPositionForm(form: PositionForm): Checked<PositionForm> {
  return check(positionSchema, form);
}
