/**
 * Every match of a global pattern in a text, as `matchAll` has them. That searches with a copy of the pattern: once V8 has collected its
 * garbage, which forgets what it made of each source, the copy is compiled anew, and our patterns of names and of people together take a
 * tenth of a second.
 */
export function matchesOf(pattern: RegExp, text: string): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    matches.push(match);
    if (match[0] === '') pattern.lastIndex += (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
  }
  return matches;
}
