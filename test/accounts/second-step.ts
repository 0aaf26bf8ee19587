import { Secret, TOTP } from 'otpauth';
import type { Client, Page } from '../support/http.ts';
import type { TestClock } from '../support/clock.ts';
import { goodPassword } from './pages.ts';

/** What an authenticator app shows for the secret at this moment. */
export function appCode(secret: string, clock: Pick<TestClock, 'now'>): string {
  const totp = new TOTP({
    secret: Secret.fromBase32(secret.replaceAll(/\s/g, '')),
    algorithm: 'SHA1',
    digits: 6,
  });
  return totp.generate({ timestamp: clock.now().getTime() });
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
