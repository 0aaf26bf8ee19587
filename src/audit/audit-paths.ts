import { isDay } from '../calendar/day.ts';
import { isId } from '../storage/ids.ts';
import type { AfterLine } from './audit-service.ts';

/** The Indonesian paths of the audit log; the query says after which line a page begins. */
export const auditPaths = {
  list: '/staf/audit',
  afterQuery: ({ on, _id }: AfterLine) => new URLSearchParams({ setelah: `${on}.${_id}` }).toString(),
};

/** The line that a query names, or undefined: then the page is the first. */
export function afterOf(query: unknown): AfterLine | undefined {
  const [on, _id] = typeof query === 'string' ? query.split('.') : [];
  return isDay(on) && isId(_id) ? { on, _id } : undefined;
}
