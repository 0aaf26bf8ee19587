import { z } from 'zod';
import type { LocalizedText } from '../../storage/localized-text.ts';
import { lineOf, oneLine, textOf } from '../../web/form-fields.ts';
import { checkNewPassword, emailSchema, nameSchema } from '../account-forms.ts';
import { type Checked, check } from '../form.ts';
import type { SetupDetails } from './setup.ts';

/** What was typed at set-up, kept as typed; never the password. */
export interface SetupForm {
  readonly nameId: string;
  readonly nameEn: string;
  readonly unitId: string;
  readonly unitEn: string;
  readonly aboveId: string;
  readonly aboveEn: string;
  /** One position a line, `Indonesian | English`. */
  readonly leadership: string;
  readonly others: string;
  readonly name: string;
  readonly email: string;
  readonly secondFactorRequired: boolean;
}

/** Those of one line. */
const fields = ['nameId', 'nameEn', 'unitId', 'unitEn', 'aboveId', 'aboveEn', 'name', 'email'] as const;

/** What the form proposes; the positions are those of DOMAIN.md, “Office structure”. */
export const proposedSetup: SetupForm = {
  nameId: '',
  nameEn: '',
  unitId: 'Tim Pengelola Pengaduan',
  unitEn: 'Complaint Handling Team',
  aboveId: 'Bawaslu Provinsi',
  aboveEn: 'Provincial Bawaslu',
  leadership: [
    'Ketua | Chair',
    'Anggota, Divisi SDM, Organisasi, Pendidikan, Pelatihan, Data dan Informasi | Member, Division of Human Resources, Organisation, Education, Training, Data and Information',
    'Anggota, Divisi Hukum, Pencegahan, Partisipasi Masyarakat dan Hubungan Masyarakat | Member, Division of Law, Prevention, Public Participation and Public Relations',
    'Anggota, Divisi Penanganan Pelanggaran dan Penyelesaian Sengketa | Member, Division of Violations and Dispute Settlement',
    'Kepala Sekretariat | Head of the Secretariat',
  ].join('\n'),
  others: [
    'Bendahara | Treasurer',
    'Pejabat pengadaan | Procurement officer',
    'Staf sekretariat | Secretariat staff',
  ].join('\n'),
  name: '',
  email: '',
  secondFactorRequired: true,
};

export function readSetupForm(body: unknown): SetupForm {
  const typed = Object.fromEntries(fields.map((field) => [field, lineOf(body, field)]));
  const lists = { leadership: textOf(body, 'leadership'), others: textOf(body, 'others') };
  const secondFactorRequired = textOf(body, 'secondFactorRequired') !== '';
  return { ...proposedSetup, ...typed, ...lists, secondFactorRequired };
}

const linesSchema = z
  .string()
  .transform((text) => text.split('\n').map(oneLine).filter(Boolean))
  .refine((lines) => lines.length <= 50, 'setup.errors.positions')
  .transform((lines) => lines.map(positionNames))
  .refine((names) => names.every(isWholeName), 'setup.errors.positions');

/** A line without an English name takes the Indonesian one, so that nothing is nameless in either language. */
function positionNames(line: string): LocalizedText {
  const [id = '', en = id] = line.split('|').map((part) => part.trim());
  return { id, en: en === '' ? id : en };
}

function isWholeName({ id, en }: LocalizedText): boolean {
  return id.length > 0 && id.length <= 200 && en.length <= 200;
}

const shortText = (key: string) => z.string().min(1, key).max(200, 'accounts.errors.nameLong');

const setupSchema = z
  .object({
    nameId: shortText('accounts.errors.officeId'),
    nameEn: shortText('accounts.errors.officeEn'),
    unitId: shortText('accounts.errors.unitId'),
    unitEn: shortText('accounts.errors.unitEn'),
    aboveId: z.string().max(200, 'accounts.errors.nameLong'),
    aboveEn: z.string().max(200, 'accounts.errors.nameLong'),
    leadership: linesSchema,
    others: linesSchema,
    name: nameSchema,
    email: emailSchema,
    secondFactorRequired: z.boolean(),
  })
  .refine(({ aboveId, aboveEn }) => (aboveId === '') === (aboveEn === ''), {
    path: ['aboveId'],
    message: 'accounts.errors.aboveBoth',
  })
  .refine(({ leadership, others }) => leadership.length + others.length > 0, {
    path: ['leadership'],
    message: 'setup.errors.positions',
  });

/** Checks the whole form, the password included, so that all mistakes are told at once. */
export function checkSetupForm(form: SetupForm, body: unknown): Checked<SetupDetails> {
  const checked = check(setupSchema, form);
  const password = checkNewPassword(body, [form.name, form.email, form.nameId]);
  if (!checked.ok || !password.ok) {
    const mistakes = [...(checked.ok ? [] : checked.mistakes), ...(password.ok ? [] : password.mistakes)];
    return { ok: false, mistakes };
  }
  return { ok: true, value: detailsOf(checked.value, password.value) };
}

function detailsOf(value: z.infer<typeof setupSchema>, password: string): SetupDetails {
  const { nameId, nameEn, unitId, unitEn, aboveId, aboveEn, leadership, others, name, email } = value;
  const { secondFactorRequired } = value;
  return {
    names: { id: nameId, en: nameEn },
    units: [{ name: { id: unitId, en: unitEn }, lanes: ['protected', 'service'] }],
    aboveBody: aboveId === '' ? undefined : { id: aboveId, en: aboveEn },
    positions: [
      ...leadership.map((names) => ({ name: names, leadership: true })),
      ...others.map((names) => ({ name: names, leadership: false })),
    ],
    secondFactorRequired,
    administrator: { name, email, password },
  };
}
