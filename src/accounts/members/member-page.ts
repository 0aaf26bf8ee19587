import { errorOf } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { type FieldError, view } from '../../web/view.ts';
import type { MemberForm } from '../account-forms.ts';
import { accountPaths, type MemberAct } from '../account-paths.ts';
import { type FormPage, formPage, type PageLink } from '../form-page.ts';
import { mayDo } from '../permissions.ts';
import { hasSecondFactor } from '../sign-in/second-factor.ts';
import type { Member } from './member.ts';
import { detailFields, nameField, type OfficeLists } from './member-fields.ts';
import { actsFor, type KeyState, statusTag } from './member-state.ts';

interface MemberPage extends FormPage {
  readonly facts: readonly { readonly key: string; readonly value: string }[];
  readonly acts: readonly PageLink[];
  readonly note: string | undefined;
}
export const memberView = view<MemberPage>('accounts/member');

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
      back: { text: site.t('accounts.members.title'), path: site.path(accountPaths.members) },
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

export function invitePage(
  site: Site,
  form: MemberForm,
  lists: OfficeLists,
  errors: readonly FieldError[] = [],
): FormPage {
  return formPage(site, {
    title: site.t('accounts.invite.title'),
    back: { text: site.t('accounts.members.title'), path: site.path(accountPaths.members) },
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
