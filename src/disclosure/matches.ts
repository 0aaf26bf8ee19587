/**
 * Every match of a global pattern in a text, as `matchAll` has them. That searches with a copy of the pattern: once V8 has collected its
 * garbage, which forgets what it made of each source, the copy is compiled anew, and our patterns of names and of people together take a
 * tenth of a second.
 * @throws {TypeError} where the pattern is not global, as of `matchAll`; it would be found in the same place for ever
 */
export function matchesOf(pattern: RegExp, text: string): RegExpExecArray[] {
  if (!pattern.global) throw new TypeError('the pattern must be global');
  const readsCodePoints = /[uv]/u.test(pattern.flags);
  const matches: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    matches.push(match);
    if (match[0] !== '') continue;
    pattern.lastIndex += readsCodePoints && (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
  }
  return matches;
}
