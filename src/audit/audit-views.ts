import { formatDay } from '../calendar/format.ts';
import type { Pager } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { view, type Page } from '../web/view.ts';
import { isKnownAct } from './audit-acts.ts';
import { auditPaths } from './audit-paths.ts';
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
}

export interface AuditListPage extends Page {
  readonly rows: readonly Row[];
  readonly pager: Pager;
}

export const listView = view<AuditListPage>('audit/list');

function aboutOf(site: Site, line: ShownLine, actors: ReadonlyMap<string, Actor>): string {
  if (line.about === 'case')
    return line.caseId === undefined
      ? site.t('audit.about.case')
      : site.t('audit.about.namedCase', { id: line.caseId });
  const subject = line.subjectId === undefined ? undefined : actors.get(line.subjectId);
  return subject?.name ?? site.t('audit.about.office');
}

/** The portal itself acts without a member; in a case that is whoever sent the report. */
function whoOf(site: Site, line: ShownLine, actor: Actor | undefined): string {
  if (actor !== undefined) return actor.name;
  if (line.memberId !== null) return site.t('audit.who.formerMember');
  return site.t(line.about === 'case' ? 'audit.who.reporter' : 'audit.who.nobody');
}

function rowOf(site: Site, line: ShownLine, actors: ReadonlyMap<string, Actor>): Row {
  const actor = line.memberId === null ? undefined : actors.get(line.memberId);
  const roles = actor?.roles.map((role) => site.t(`accounts.roles.${role}`)) ?? [];
  return {
    on: formatDay(line.on, site.locale),
    act: isKnownAct(line.act) ? site.t(`audit.act.${line.act}`) : line.act,
    who: whoOf(site, line, actor),
    roles: roles.join(', '),
    about: aboutOf(site, line, actors),
  };
}

function pagerOf(site: Site, { lines, next }: AuditPage, isFirst: boolean): Pager {
  const path = site.path(auditPaths.list);
  return {
    label: site.t('audit.pager.label'),
    summary: site.t('audit.pager.summary', { count: lines.length }),
    ...(isFirst ? {} : { previous: { text: site.t('audit.pager.newest'), path } }),
    ...(next && {
      next: { text: site.t('audit.pager.older'), path: `${path}?${auditPaths.afterQuery(next)}` },
    }),
  };
}

/** A page of the audit log: who did what on which day, and no content. */
export function listPage(
  site: Site,
  log: AuditPage,
  everybody: readonly Actor[],
  isFirst: boolean,
): AuditListPage {
  const actors = new Map(everybody.map((actor) => [actor._id, actor]));
  return {
    title: site.t('audit.title'),
    wide: true,
    rows: log.lines.map((line) => rowOf(site, line, actors)),
    pager: pagerOf(site, log, isFirst),
  };
}
