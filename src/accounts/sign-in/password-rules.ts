import { isCommon } from './common-passwords.ts';

/**
 * Long rather than complicated, as NIST SP 800-63B-4 (section 3.1.1.2) advises; no rule about kinds of characters. Fifteen, its least
 * for a password alone, also for members with a second factor: the password wraps the member's key, and whoever takes the
 * database guesses it without ever meeting that factor.
 */
const SHORTEST_PASSWORD = 15;
const LONGEST_ALLOWED = 128;

type PasswordProblem = 'short' | 'long' | 'common' | 'own';

/**
 * What is wrong with a new password. Length counts characters after NFKC, in which passwords are hashed.
 * @param about what an attacker tries first for this member: name, e-mail, the name of the office
 */
export function passwordProblem(
  password: string,
  about: readonly string[] = [],
): PasswordProblem | undefined {
  const characters = Array.from(password.normalize('NFKC'));
  if (characters.length < SHORTEST_PASSWORD) return 'short';
  if (characters.length > LONGEST_ALLOWED) return 'long';
  const plain = simplified(password);
  if (contextWords(about).some((word) => isMostly(plain, word))) return 'own';
  return isCommon(plain) || new Set(characters).size < 4 ? 'common' : undefined;
}

function simplified(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** The whole text, and its words: the name before the @ of an e-mail, each name of a person, each word of the office's name. */
function contextWords(about: readonly string[]): string[] {
  const parts = about.flatMap((text) => [text, ...text.split(/[\s@._-]+/)]);
  return [...new Set(parts.map((part) => simplified(part)))].filter((word) => word.length >= 3);
}

/** A word with a few characters around it, or again and again, is still that word. */
function isMostly(password: string, word: string): boolean {
  const rest = password.replaceAll(word, '');
  return rest.length < password.length && rest.length <= 6;
}
