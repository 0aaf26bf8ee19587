const name = String.raw`[\p{L}_][\p{L}\p{N}_.:-]*`;
const entity = '&(?:amp|lt|gt|quot|apos|#\\d+|#x[\\da-fA-F]+);';
const attribute = String.raw`\s+${name}\s*=\s*(?:"(?:[^"<&]|${entity})*"|'(?:[^'<&]|${entity})*')`;
/** One token of XML: a tag, a text, or what is neither. */
const token = new RegExp(
  String.raw`<(?<opened>${name})(?:${attribute})*\s*(?<empty>/)?>|</(?<closed>${name})\s*>|<\?.*?\?>|<!--.*?-->|(?:[^<&]|${entity})+`,
  'suy',
);

/** Where markup ceases to be well-formed XML, as its next characters; undefined where it never does. It may have several roots. */
export function brokenAt(markup: string): string | undefined {
  const open: string[] = [];
  let at = 0;
  for (token.lastIndex = 0; at < markup.length; at = token.lastIndex) {
    const { opened, empty, closed } = token.exec(markup)?.groups ?? { closed: 'none of these' };
    if (closed !== undefined && open.pop() !== closed) return markup.slice(at, at + 100);
    if (opened !== undefined && empty === undefined) open.push(opened);
  }
  return open.length > 0 ? `no end of ${open.join(', ')}` : undefined;
}
