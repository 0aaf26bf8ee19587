import type { Site } from '../web/site.ts';
import type {
  AssignForm,
  CaseContents,
  CasePage,
  ChangeForm,
  FilledForm,
  Fold,
  IdentityPanel,
  RetentionPanel,
  SpamPanel,
  StepBackForm,
} from './triage-views.ts';

/** What the page of a case has for a member: its contents, and what they can do with it now. */
export interface Forms {
  readonly contents?: CaseContents | undefined;
  readonly change?: ChangeForm | undefined;
  readonly assign?: AssignForm | undefined;
  readonly identity?: IdentityPanel | undefined;
  readonly retention?: RetentionPanel | undefined;
  readonly spam?: SpamPanel | undefined;
  readonly stepBack?: StepBackForm | undefined;
}

/** All of it as the page shows it, each thing to do folded up. */
export function foldsOf(
  site: Site,
  { change, assign, identity, retention, spam, stepBack }: Forms,
): Pick<CasePage, 'acts' | 'folds'> {
  return {
    acts: [
      ...(change ? [changeFold(site, change)] : []),
      ...(assign ? [assignFold(site, assign)] : []),
      ...(identity ? [identityFold(site, identity)] : []),
    ],
    folds: [
      ...(retention ? [retentionFold(site, retention)] : []),
      ...(spam ? [spamFold(site, spam)] : []),
      ...(stepBack ? [stepBackFold(site, stepBack)] : []),
    ],
  };
}

function changeFold({ t }: Site, { status, reason, ...form }: ChangeForm): Fold {
  const buttons = [{ text: t('triage.change.submit') }];
  return {
    heading: t('triage.change.heading'),
    isOpen: form.id !== undefined,
    forms: [{ ...form, choices: status, text: reason, buttons }],
  };
}

function assignFold({ t }: Site, { assignee, take: _take, ...form }: AssignForm): Fold {
  const buttons = [{ text: t('triage.assign.submit') }];
  return {
    heading: t('triage.assign.heading'),
    isOpen: form.id !== undefined,
    forms: [{ ...form, select: assignee, buttons }],
  };
}

function identityFold(site: Site, { text, reason, decide, open, ask }: IdentityPanel): Fold {
  const { t } = site;
  return {
    heading: t('triage.identity.title'),
    isOpen: decide !== undefined || open !== undefined || ask?.id !== undefined,
    text,
    quote: reason,
    forms: [
      ...(decide ? [{ ...decide, buttons: decisions(site) }] : []),
      ...(open ? [{ ...open, buttons: [{ text: t('triage.identity.open') }] }] : []),
      ...(ask ? [{ ...ask, text: ask.reason, buttons: [{ text: t('triage.identity.submit') }] }] : []),
    ],
  };
}

function decisions({ t }: Site): FilledForm['buttons'] {
  return [
    { text: t('triage.identity.approve'), field: { name: 'decision', value: 'approved' } },
    { text: t('triage.identity.refuse'), field: { name: 'decision', value: 'refused' } },
  ];
}

function retentionFold({ t }: Site, { text, held, form }: RetentionPanel): Fold {
  return {
    heading: t('triage.retention.heading'),
    isOpen: held !== undefined || form?.id !== undefined,
    text,
    quote: held,
    forms: form ? [{ ...form, text: form.reason, buttons: [form.button] }] : [],
  };
}

function spamFold({ t }: Site, { text, isOpen, form }: SpamPanel): Fold {
  return { heading: t('triage.spam.heading'), isOpen, text, forms: [form] };
}

function stepBackFold({ t }: Site, { reason, ...form }: StepBackForm): Fold {
  return {
    heading: t('triage.stepBack.summary'),
    isOpen: form.id !== undefined,
    text: t('triage.stepBack.text'),
    forms: [{ ...form, text: reason, buttons: [{ text: t('triage.stepBack.submit') }] }],
  };
}
