import { decodeEntities } from './files/xml-entities.ts';
import { LONGEST_TEXT } from './words.ts';

/**
 * What stands between the tags of documents and of the rich text of a PDF's notes, slightly more than is searched at most; programs part a word
 * in the middle, so only the ends of paragraphs and cells part words.
 */
export function textOfMarkup(markup: string): string {
  const text = markup
    .replaceAll(/<\/(?:w:p|a:p|text:p|text:h|si|c|cell|comment|c:v|p:text|text|p)>/gu, '\n')
    .replaceAll(/<(?:w:tab|w:br|a:br|text:s|text:tab|text:line-break|br)[ /][^<>]*>/gu, ' ')
    .replaceAll(/<[^<>]*>/gu, '');
  return decodeEntities(text.slice(0, LONGEST_TEXT + 1));
}

/** The values of attributes `v`, each in a line, slightly more than is searched at most. */
export function valuesOfMarkup(markup: string): string {
  const values: string[] = [];
  let length = 0;
  for (const [, value = ''] of markup.matchAll(/\sv\s*=\s*"([^"<]*)"/gu)) {
    values.push(value);
    length += value.length + 1;
    if (length > LONGEST_TEXT) break;
  }
  return decodeEntities(values.join('\n'));
}
