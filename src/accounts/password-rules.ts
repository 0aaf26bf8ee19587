import { commonPasswords } from './common-passwords.ts';

/** Long rather than complicated, as NIST SP 800-63B-4 (section 3.1.1.2) advises; no rule about kinds of characters. */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_ALLOWED = 128;

export type PasswordProblem = 'short' | 'long' | 'common';

/** What is wrong with a new password; `about` are words that an attacker tries first, such as the member's own name. */
export function passwordProblem(
  password: string,
  about: readonly string[] = [],
): PasswordProblem | undefined {
  const characters = Array.from(password.normalize('NFKC'));
  if (characters.length < SHORTEST_PASSWORD) return 'short';
  if (characters.length > LONGEST_ALLOWED) return 'long';
  const plain = simplified(password);
  const isRepeated = new Set(characters).size < 4;
  const isOwn = about.map(simplified).some((word) => word.length > 0 && isMostly(plain, word));
  return isRepeated || isOwn || commonPasswords.some((word) => isMostly(plain, word)) ? 'common' : undefined;
}

function simplified(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** A common word with a few characters around it, or twice, is still that word. */
function isMostly(password: string, word: string): boolean {
  const rest = password.replaceAll(word, '');
  return rest.length < password.length && rest.length <= 3;
}
