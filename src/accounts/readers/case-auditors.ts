import type { ShownMember } from '../members/member.ts';
import { isAuditor } from '../permissions.ts';
import { type About, concernsLeadership, isImpartial, mayNotRead, type PresentOffice } from './concern.ts';

/**
 * The auditors who may read what the log says of a report about somebody: those whom it does not concern, who are not
 * named in it, and who sit beside and under nobody whom it concerns. So a report about the leadership is for auditors above the office.
 */
export function auditorsOf(office: PresentOffice, about: About): ShownMember[] {
  return office.members.filter((member) => {
    if (!isAuditor(member) || mayNotRead(office, about, member)) return false;
    const unit = office.units.find(({ _id }) => _id === member.unitId);
    return unit ? isImpartial(office, about, unit) : !concernsLeadership(office, about);
  });
}
