import { randomBytes } from 'node:crypto';
import { accountPaths } from '../../src/accounts/account-paths.ts';
import type { SampleAccount } from '../../src/sample/sample-office.ts';
import { type Connection, formOf } from './connection.ts';

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
