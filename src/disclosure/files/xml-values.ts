const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const mostValues = 20;
const longestValue = 2000;

/**
 * The contents of an element, at most 20 of them. Not an XML parser: properties are found by name, in linear time and
 * also where the rest of the document is broken or missing.
 */
export function valuesOfElement(text: string, name: string): string[] {
  const values: string[] = [];
  const opening = new RegExp(`<${name}(?:\\s[^<>]{0,300})?>`, 'gu');
  for (const match of text.matchAll(opening)) {
    const start = match.index + match[0].length;
    const content = text.slice(start, start + longestValue);
    const end = content.indexOf(`</${name}>`);
    if (end > 0) {
      values.push(decodeEntities(content.slice(0, end)));
    }
    if (values.length >= mostValues) {
      break;
    }
  }
  return values;
}

/** Text of XML with its five named and its numbered entities put back. */
export function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/giu,
    (whole, named: string | undefined, decimal: string | undefined, hexadecimal: string | undefined) => {
      if (named !== undefined) {
        return entities[named.toLowerCase()] ?? whole;
      }
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
