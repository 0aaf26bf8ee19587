import { randomBytes } from 'node:crypto';
import { accountPaths } from '../../src/accounts/account-paths.ts';
import type { SampleAccount } from '../../src/sample/sample-office.ts';
import { triagePaths } from '../../src/triage/triage-paths.ts';
import { type Connection, formOf } from './connection.ts';
import { valueIn } from './reporter.ts';

/** Signs a member in. @returns the headers that their pages are asked with */
export async function signIn(
  connection: Connection,
  { email, password }: SampleAccount,
): Promise<{ Cookie: string }> {
  const form = formOf({ email, password });
  const address = `10.${[...randomBytes(3)].join('.')}`;
  const { head } = await connection.ask({
    path: accountPaths.signIn,
    ...form,
    headers: { ...form.headers, 'X-Forwarded-For': address },
  });
  const [, cookie] = /\r\nset-cookie: (session=[^;\r]+)/i.exec(head) ?? [];
  if (cookie === undefined) throw new Error('the sample account could not sign in');
  return { Cookie: cookie };
}

/** Says on the page of a case, as every officer must before it opens, that nothing of theirs is at stake in it. */
export async function declareNone(
  connection: Connection,
  headers: { Cookie: string },
  caseId: string,
): Promise<void> {
  const page = await connection.ask({ path: triagePaths.case(caseId), headers });
  const form = formOf({ _csrf: valueIn(page, /name="_csrf" value="([^"]+)"/) });
  const answer = await connection.ask({
    path: triagePaths.declaration(caseId),
    ...form,
    headers: { ...form.headers, ...headers },
  });
  if (answer.status !== 303) throw new Error(`a declaration was answered with ${answer.status}`);
}
