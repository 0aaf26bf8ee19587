import { tokenField } from '../accounts/form-page.ts';
import { formatDay } from '../calendar/format.ts';
import type { Tag, TextField } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { faultText } from './audit-fault-text.ts';
import { type Head, spellHead } from './audit-hashes.ts';
import { auditPaths } from './audit-paths.ts';
import type { Finding, OpenFinding, Verification } from './audit-verification-service.ts';

/** What the page says of the chain, and the form that has it verified. */
export interface ChainPart {
  readonly head: string;
  readonly state: Tag;
  readonly finding: string;
  /** Faults that nobody has closed yet, each with what closes it. */
  readonly open: readonly { readonly id: string; readonly text: string }[];
  readonly closePath: string;
  /** How far a verification is that is under way. */
  readonly progress: string | undefined;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly field: TextField;
  readonly exports: readonly { readonly text: string; readonly path: string }[];
}

/** The field of the form with the head to compare with. */
export const HEAD_FIELD = 'kepala';
/** The field of the form that closes a finding. */
export const FINDING_FIELD = 'temuan';

/** What the chain is like now; `typed` is what stands in the form after a mistake. */
export interface ChainState {
  readonly head: Head;
  readonly verification: Verification;
  readonly typed?: string;
  readonly mistake?: string;
}

function moreText({ t }: Site, { more: count = 0 }: Finding): string {
  return count === 0 ? '' : t('audit.chain.more', { count });
}

function findingText(site: Site, finding: Finding | undefined): string {
  const { t, locale } = site;
  if (finding === undefined) return t('audit.chain.never');
  const day = formatDay(finding.on, locale);
  if (!finding.isSound)
    return [t('audit.chain.checkedOn', { day }), faultText(site, finding), moreText(site, finding)]
      .join(' ')
      .trimEnd();
  const { sequence } = finding;
  return t(finding.wasCompared ? 'audit.chain.compared' : 'audit.chain.sound', { day, sequence });
}

function openText(site: Site, found: OpenFinding): string {
  const day = formatDay(found.on, site.locale);
  const since = site.t(`audit.open.${found.wasCompared ? 'compared' : 'daily'}`, { day });
  return `${since} ${faultText(site, found)}`;
}

function stateOf({ t }: Site, { finding, open }: Verification): Tag {
  if (open.length > 0) return { text: t('audit.state.broken'), tone: 'bad' };
  if (finding === undefined) return { text: t('audit.state.unknown'), tone: 'neutral' };
  return finding.isSound
    ? { text: t('audit.state.sound'), tone: 'good' }
    : { text: t('audit.state.broken'), tone: 'bad' };
}

export function chainPart(site: Site, { head, verification, typed = '', mistake }: ChainState): ChainPart {
  const { t, path } = site;
  const { state, checked, finding, open } = verification;
  return {
    head: head.sequence === 0 ? t('audit.chain.empty') : spellHead(head),
    state: stateOf(site, verification),
    finding: findingText(site, finding),
    open: open.map((found) => ({ id: found.id, text: openText(site, found) })),
    closePath: path(auditPaths.close),
    progress: state === 'asked' ? t('audit.chain.progress', { count: checked }) : undefined,
    action: path(auditPaths.verify),
    hidden: tokenField(site),
    field: {
      name: HEAD_FIELD,
      label: t('audit.verify.head'),
      hint: t('audit.verify.hint'),
      value: typed,
      autocomplete: 'off',
      error: mistake,
    },
    exports: (['csv', 'json'] as const).map((format) => ({
      text: t(`audit.export.${format}`),
      path: path(auditPaths.export(format)),
    })),
  };
}
