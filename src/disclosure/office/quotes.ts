import { rewritten } from './rewriting.ts';

const singleQuoted = /=\s*'/u;
/** The beginning of an element with its attributes, as XML has them: no `<` in a value, each quote closed by its like. */
const startOfElement = /<[^\s<>/!?][^\s<>/]*(?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))+/gu;
const attributeValue = /=\s*(?:"[^"<]*"|'([^'<]*)')/gu;

/** The same markup with the values of all attributes in double quotes, so that nobody after it has to look for both. */
export function inDoubleQuotes(markup: string): string {
  if (!singleQuoted.test(markup)) return markup;
  return rewritten(markup, startOfElement, ([element]) =>
    element.replaceAll(attributeValue, (whole, value?: string) =>
      value === undefined ? whole : `="${value.replaceAll('"', '&quot;')}"`,
    ),
  );
}
