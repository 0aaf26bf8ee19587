import { formatShortDay } from '../calendar/format.ts';
import { isRole } from '../accounts/permissions.ts';
import { isShownProof } from '../accounts/sign-in/shown-proof.ts';
import type { LocalizedText } from '../storage/localized-text.ts';
import type { Pager, Select, TextField } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { type FieldError, type Page, view } from '../web/view.ts';
import { ACTS_OF_HOLDER, ACTS_OF_PORTAL, isKnownAct, knownActs } from './audit-acts.ts';
import { type ChainPart, chainPart, type ChainState, HEAD_FIELD } from './audit-chain-page.ts';
import { faultText } from './audit-fault-text.ts';
import { readFault } from './audit-faults.ts';
import { auditPaths } from './audit-paths.ts';
import { type AuditQuery, isNarrowed, QUERY_FIELDS, queryString, REPORTER } from './audit-query.ts';
import type { AuditPage, ShownLine } from './audit-service.ts';

/** Whoever acted, as the log names them. */
export interface Actor {
  readonly _id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

interface Row {
  readonly on: string;
  readonly act: string;
  readonly who: string;
  readonly roles: string;
  readonly about: string;
  readonly sequence: string;
}

interface AuditListPage extends Page {
  readonly chain: ChainPart;
  readonly action: string;
  readonly days: readonly TextField[];
  readonly selects: readonly Select[];
  readonly isNarrowed: boolean;
  readonly allPath: string;
  readonly rows: readonly Row[];
  readonly empty: string;
  readonly pager: Pager;
}

export const listView = view<AuditListPage>('audit/list');

/** Everything that the page shows. */
export interface ListState {
  readonly log: AuditPage;
  readonly everybody: readonly Actor[];
  /** Units and positions, of which lines tell. */
  readonly named: readonly { readonly _id: string; readonly name: LocalizedText }[];
  readonly query: AuditQuery;
  /** All that lines call a member. */
  readonly callings: (memberId: string) => readonly string[];
  readonly chain: ChainState;
}

function aboutOf(site: Site, line: ShownLine, state: ListState): string {
  if (line.about === 'case')
    return line.caseId === undefined
      ? site.t('audit.about.case')
      : site.t('audit.about.namedCase', { id: line.caseId });
  if (line.act === 'audit:close' && line.detail !== undefined) return faultText(site, readFault(line.detail));
  if (isShownProof(line.detail)) return site.t(`audit.proof.${line.detail}`);
  const subject = line.subjectId === undefined ? undefined : nameOf(site, state, line.subjectId);
  const about = subject ?? site.t('audit.about.office');
  return line.detail === undefined ? about : `${about}: ${nameOf(site, state, line.detail) ?? line.detail}`;
}

/** A role, or who or what has this id, in words. */
function nameOf(site: Site, { everybody, named }: ListState, called: string): string | undefined {
  if (isRole(called)) return site.t(`accounts.roles.${called}`);
  const found = named.find(({ _id }) => _id === called);
  return everybody.find(({ _id }) => _id === called)?.name ?? found?.name[site.locale];
}

/** Who acted; nobody of the office in a case is whoever sent the report. */
function whoOf({ t }: Site, { act, memberId, about }: ShownLine, actor: Actor | undefined): string {
  if (actor !== undefined) return actor.name;
  if (memberId !== null) return t('audit.who.formerMember');
  if (ACTS_OF_PORTAL.includes(act)) return t('audit.who.portal');
  if (ACTS_OF_HOLDER.includes(act)) return t('audit.who.holder');
  return t(about === 'case' ? 'audit.who.reporter' : 'audit.who.nobody');
}

function actOf(site: Site, act: string): string {
  return isKnownAct(act) ? site.t(`audit.act.${act}`) : act;
}

function rowOf(
  site: Site,
  line: ShownLine,
  { state, actors }: { readonly state: ListState; readonly actors: ReadonlyMap<string, Actor> },
): Row {
  const actor = line.memberId === null ? undefined : actors.get(line.memberId);
  const roles = actor?.roles.map((role) => site.t(`accounts.roles.${role}`)) ?? [];
  return {
    on: formatShortDay(line.on, site.locale),
    act: actOf(site, line.act),
    who: whoOf(site, line, actor),
    roles: roles.join(', '),
    about: aboutOf(site, line, state),
    sequence: line.sequence === undefined ? site.t('audit.waits') : String(line.sequence),
  };
}

function selectsOf(site: Site, { query, everybody }: ListState): Select[] {
  const { t } = site;
  const any = { value: '', label: t('audit.filter.any') };
  const acts = knownActs.map((act) => ({ value: act, label: actOf(site, act) }));
  const people = everybody.map(({ _id, name }) => ({ value: _id, label: name }));
  const select = (name: 'act' | 'by', choices: readonly { value: string; label: string }[]): Select => ({
    name: QUERY_FIELDS[name],
    label: t(`audit.filter.${name}`),
    choices: [any, ...choices].map((choice) => ({ ...choice, selected: choice.value === query[name] })),
  });
  return [
    select(
      'act',
      acts.toSorted((first, second) => first.label.localeCompare(second.label, site.locale)),
    ),
    select('by', [{ value: REPORTER, label: t('audit.who.reporter') }, ...people]),
  ];
}

function pagerOf(site: Site, { log: { lines, next }, query }: ListState): Pager {
  const path = site.path(auditPaths.list);
  const to = (after: AuditQuery['after']) => path + queryString({ ...query, after });
  return {
    label: site.t('audit.pager.label'),
    summary: site.t('audit.pager.summary', { count: lines.length }),
    ...(query.after && { previous: { text: site.t('audit.pager.newest'), path: to(undefined) } }),
    ...(next && { next: { text: site.t('audit.pager.older'), path: to(next) } }),
  };
}

function errorsOf({ mistake }: ChainState): FieldError[] {
  return mistake === undefined ? [] : [{ field: HEAD_FIELD, text: mistake }];
}

/** A page of the audit log: who did what on which day, and no content; above it, how the chain is. */
export function listPage(site: Site, state: ListState): AuditListPage {
  const { log, everybody, query, callings, chain } = state;
  const { t, path } = site;
  const actors = new Map(
    everybody.flatMap((actor) => callings(actor._id).map((called) => [called, actor] as const)),
  );
  const day = (name: 'from' | 'to'): TextField => ({
    name: QUERY_FIELDS[name],
    label: t(`audit.filter.${name}`),
    value: query[name],
    type: 'date',
  });
  const narrowed = isNarrowed(query);
  return {
    title: t('audit.title'),
    errors: errorsOf(chain),
    chain: chainPart(site, chain),
    action: path(auditPaths.list),
    days: [day('from'), day('to')],
    selects: selectsOf(site, state),
    isNarrowed: narrowed,
    allPath: path(auditPaths.list),
    rows: log.lines.map((line) => rowOf(site, line, { state, actors })),
    empty: t(narrowed ? 'audit.noMatch' : 'audit.empty'),
    pager: pagerOf(site, state),
  };
}
