import { Secret, TOTP } from 'otpauth';
import type { Client, Page } from '../support/http.ts';
import type { TestClock } from '../support/clock.ts';
import { goodPassword } from './pages.ts';
import { type OfficeUnderTest, present, type signIn } from './support.ts';

/** What an authenticator app shows for the secret at this moment. */
export function appCode(secret: string, clock: Pick<TestClock, 'now'>): string {
  const totp = new TOTP({
    secret: Secret.fromBase32(secret.replaceAll(/\s/g, '')),
    algorithm: 'SHA1',
    digits: 6,
  });
  return totp.generate({ timestamp: clock.now().getTime() });
}

/** Gives a signed-in member an app as their second step; its secret, and the member as they are then. */
export async function addApp(office: OfficeUnderTest, own: Awaited<ReturnType<typeof signIn>>) {
  const { secret } = office.factors.offerTotp(own.session);
  const code = appCode(secret, { now: () => office.time.now });
  const { member } = present(await office.factors.addTotp(own.session, own.member, secret, code));
  return { secret, member };
}

/** Opens a page that asks first who it is, and answers with the password (and a code). */
export async function openConfirmed(client: Client, path: string, code?: string): Promise<Page> {
  const asked = await client.get(path);
  if (new URL(asked.url).pathname !== '/staf/akun/konfirmasi') return asked;
  return client.submit(asked, {
    form: 'main form',
    values: { password: goodPassword, ...(code !== undefined && { code }) },
  });
}

/** Sets an app up on its page; the secret and the backup codes. */
export async function setAppUp(client: Client, clock: TestClock, page: Page) {
  const secret = page.root.querySelector('#totp-secret')?.text ?? '';
  const done = await client.submit(page, { form: '#main', values: { code: appCode(secret, clock) } });
  const codes = done.root.querySelectorAll('#codes li').map((item) => item.text);
  return { secret, codes, done };
}

export const appPath = '/staf/akun/langkah-kedua/aplikasi';
