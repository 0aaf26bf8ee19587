import { errorOf } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import type { FieldError } from '../../web/view.ts';
import { accountPaths, type MemberAct } from '../account-paths.ts';
import { type FormField, type FormPage, formPage } from '../form-page.ts';
import { identityProofs, type Member } from './member.ts';

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
    back: { text: name, path: site.path(accountPaths.member(member._id)) },
    lead: [site.t(`accounts.acts.${act}.text`)],
    action: site.path(accountPaths.memberAct(member._id, act)),
    hidden: { version: String(member.version) },
    fields: act === 'reset' ? [proofField(site, errors)] : [],
    errors,
    button: site.t(`accounts.acts.${act}.button`),
    isDangerous: act === 'end' || act === 'reset',
  });
}
