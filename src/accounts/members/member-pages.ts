import { errorOf, type Tag } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { type FieldError, type Page, view } from '../../web/view.ts';
import type { MemberForm } from '../account-forms.ts';
import { accountPaths, type MemberAct } from '../account-paths.ts';
import { type FormField, type FormPage, formPage, type MessagePage, type PageLink } from '../form-page.ts';
import { identityProofs, type Member, type Position, type Unit } from './member.ts';
import type { VouchState } from '../keys/vouches.ts';
import { mayDo, roles } from '../permissions.ts';
import { hasSecondFactor } from '../sign-in/second-factor.ts';

/** Whether a member opens cases now, or sees them; decided from the key grants and from who vouched for them. */
export type KeyState = 'holds' | 'waits' | VouchState;

export interface OfficeLists {
  readonly units: readonly Unit[];
  readonly positions: readonly Position[];
}

interface MemberRow {
  readonly name: string;
  readonly path: string;
  readonly roles: string;
  readonly unit: string;
  readonly status: Tag;
  readonly keys: Tag | undefined;
}

export interface MembersPage extends Page {
  /** How far an office is that takes no reports yet. */
  readonly opening: PageLink | undefined;
  readonly invitePath: string;
  readonly rows: readonly MemberRow[];
}
export const membersView = view<MembersPage>('accounts/members');

export interface MemberPage extends FormPage {
  readonly facts: readonly { readonly key: string; readonly value: string }[];
  readonly acts: readonly PageLink[];
  readonly note: string | undefined;
}
export const memberView = view<MemberPage>('accounts/member');

/** A one-time link, shown once. */
export interface LinkPage extends Page {
  readonly address: string;
  readonly note: string | undefined;
  readonly back: PageLink;
}
export const linkView = view<LinkPage>('accounts/link');

const statusTones = { invited: 'waiting', active: 'good', ended: 'neutral' } as const;
const keyTones = {
  holds: 'good',
  waits: 'waiting',
  vouched: 'good',
  unknown: 'waiting',
  none: 'neutral',
} as const;

function rolesOf(site: Site, member: Member): string {
  return member.roles.map((role) => site.t(`accounts.roles.${role}`)).join(', ');
}

function unitNameOf(site: Site, { units }: OfficeLists, member: Member): string {
  return units.find(({ _id }) => _id === member.unitId)?.name[site.locale] ?? '';
}

function statusTag(site: Site, { status }: Member): Tag {
  return { text: site.t(`accounts.status.${status}`), tone: statusTones[status] };
}

export function membersPage(
  site: Site,
  members: readonly Member[],
  lists: OfficeLists,
  keyStates: ReadonlyMap<string, KeyState>,
  opening: PageLink | undefined,
): MembersPage {
  const shownState = (member: Member): Tag | undefined => {
    const state = keyStates.get(member._id) ?? 'none';
    if (member.status !== 'active' || !mayDo(member, 'case:list')) return undefined;
    return { text: site.t(`accounts.keys.${state}`), tone: keyTones[state] };
  };
  const byName = members.toSorted((a, b) => a.name.localeCompare(b.name, site.locale));
  return {
    title: site.t('accounts.members.title'),
    opening,
    invitePath: site.path(accountPaths.invite),
    rows: byName.map((member) => ({
      name: member.name,
      path: site.path(accountPaths.member(member._id)),
      roles: rolesOf(site, member),
      unit: unitNameOf(site, lists, member),
      status: statusTag(site, member),
      keys: shownState(member),
    })),
  };
}

function detailFields(
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

function nameField(site: Site, form: MemberForm, errors: readonly FieldError[]): FormField {
  const label = site.t('accounts.invite.name');
  return { kind: 'text', part: { name: 'name', label, value: form.name, error: errorOf(errors, 'name') } };
}

export function invitePage(
  site: Site,
  form: MemberForm,
  lists: OfficeLists,
  errors: readonly FieldError[] = [],
): FormPage {
  return formPage(site, {
    title: site.t('accounts.invite.title'),
    back: { text: site.t('accounts.back'), path: site.path(accountPaths.members) },
    lead: [site.t('accounts.invite.lead')],
    action: site.path(accountPaths.invite),
    fields: [
      nameField(site, form, errors),
      {
        kind: 'text',
        part: {
          name: 'email',
          label: site.t('accounts.invite.email'),
          hint: site.t('accounts.invite.emailHint'),
          value: form.email,
          type: 'email',
          error: errorOf(errors, 'email'),
        },
      },
      ...detailFields(site, form, lists, errors),
    ],
    button: site.t('accounts.invite.button'),
    errors,
  });
}

/** What may be done to a member; nobody ends or resets themselves. */
export function actsFor(member: Member, actorId: string, keyState: KeyState): MemberAct[] {
  if (member._id === actorId || member.status === 'ended') return [];
  if (member.status === 'invited') return ['link', 'end'];
  return keyState === 'waits' ? ['restore', 'sessions', 'reset', 'end'] : ['sessions', 'reset', 'end'];
}

export function memberPage(
  site: Site,
  member: Member,
  given: {
    readonly form: MemberForm;
    readonly lists: OfficeLists;
    readonly keyState: KeyState;
    readonly actorId: string;
    readonly errors?: readonly FieldError[];
  },
): MemberPage {
  const { form, lists, keyState, actorId, errors = [] } = given;
  const path = (act: MemberAct) => site.path(accountPaths.memberAct(member._id, act));
  return {
    ...formPage(site, {
      title: member.name,
      back: { text: site.t('accounts.back'), path: site.path(accountPaths.members) },
      action: site.path(accountPaths.member(member._id)),
      hidden: { version: String(member.version) },
      fields: [nameField(site, form, errors), ...detailFields(site, form, lists, errors)],
      button: site.t('accounts.member.save'),
      errors,
    }),
    facts: [
      { key: site.t('accounts.member.email'), value: member.email },
      { key: site.t('accounts.member.status'), value: statusTag(site, member).text },
      ...(mayDo(member, 'case:list')
        ? [{ key: site.t('accounts.member.keys'), value: site.t(`accounts.keys.${keyState}`) }]
        : []),
      {
        key: site.t('accounts.factor.title'),
        value: site.t(hasSecondFactor(member) ? 'accounts.own.factorSet' : 'accounts.own.factorNone'),
      },
    ],
    acts: actsFor(member, actorId, keyState).map((act) => ({
      text: site.t(`accounts.acts.${act}.link`),
      path: path(act),
    })),
    note: member._id === actorId ? site.t('accounts.member.self') : undefined,
  };
}

/** The field that says how it was made sure who asks for a reset. */
export const PROOF_FIELD = 'proof';

function proofField({ t }: Site, errors: readonly FieldError[]): FormField {
  return {
    kind: 'choices',
    part: {
      kind: 'radio',
      name: PROOF_FIELD,
      label: t('accounts.proof.label'),
      hint: t('accounts.proof.hint'),
      error: errorOf(errors, PROOF_FIELD),
      choices: identityProofs.map((value) => ({ value, label: t(`accounts.proof.${value}`) })),
    },
  };
}

/** Asks once more before something happens to a member; for a reset, how it was made sure who asks. */
export function confirmPage(
  site: Site,
  member: Member,
  act: MemberAct,
  errors: readonly FieldError[] = [],
): FormPage {
  const { name } = member;
  return formPage(site, {
    title: site.t(`accounts.acts.${act}.title`, { name }),
    back: { text: site.t('accounts.back'), path: site.path(accountPaths.member(member._id)) },
    lead: [site.t(`accounts.acts.${act}.text`)],
    action: site.path(accountPaths.memberAct(member._id, act)),
    hidden: { version: String(member.version) },
    fields: act === 'reset' ? [proofField(site, errors)] : [],
    errors,
    button: site.t(`accounts.acts.${act}.button`),
    isDangerous: act === 'end' || act === 'reset',
  });
}

/**
 * @param address the whole address with its token; it exists only on this page
 * @param note why it is shown
 */
export function linkPage(site: Site, name: string, address: string, note?: string): LinkPage {
  return {
    title: site.t('accounts.link.title', { name }),
    address,
    note,
    back: { text: site.t('accounts.link.members'), path: site.path(accountPaths.members) },
  };
}

/** Where a one-time link went; where the mail server did not take it, the link is lost and another one is made later. */
export function linkSentPage(site: Site, { _id, name, email }: Member, isTaken: boolean): MessagePage {
  const { t } = site;
  return {
    title: t('accounts.link.title', { name }),
    paragraphs: [t(isTaken ? 'accounts.link.sent' : 'accounts.link.notSent', { email })],
    link: { text: t('accounts.link.member', { name }), path: site.path(accountPaths.member(_id)) },
    exit: false,
  };
}
