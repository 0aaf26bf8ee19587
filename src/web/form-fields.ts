/** The field that files come in, wherever a form has one, and the one-use id of that choice of files. */
export const FILES_FIELD = 'files';
export const FILES_ID = 'filesId';

/** The text fields of a parsed body: own string properties, or lists of strings. */
export function fieldsOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

/** One text field as it was typed, with the line ends of the web turned into LF; empty where it is missing. */
export function textOf(body: unknown, name: string): string {
  const value = fieldsOf(body)[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.replaceAll('\r\n', '\n') : '';
}

/** What a name has between its words at most once as a space: line breaks, other control characters, and marks that turn the direction of what follows. */
const UNWRITTEN = /[\s\p{Cc}\p{Bidi_Control}]+/gu;

/** Text on one line. Threat: a name with a line break makes another header, or another paragraph, of the mail that it stands in. */
export function oneLine(text: string): string {
  return text.replaceAll(UNWRITTEN, ' ').trim();
}

/** One text field that is a single line, as {@link textOf} gives it. */
export function lineOf(body: unknown, name: string): string {
  return oneLine(textOf(body, name));
}

/** The version of what a form showed; one that is no whole number is -1, which nothing has. */
export function versionOf(body: unknown): number {
  const typed = textOf(body, 'version');
  return /^\d{1,9}$/.test(typed) ? Number(typed) : -1;
}

/** All values of a field that may be sent more than once, as check boxes are. */
export function valuesOf(body: unknown, name: string): string[] {
  const value = fieldsOf(body)[name];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string');
}
