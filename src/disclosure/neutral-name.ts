/** Of names for files, which say nothing but that somebody attached them. */
const word = 'lampiran';
const neutral = /^lampiran-\d{1,3}(?:\.[a-z\d]{1,5})?$/u;
const ending = /^[a-z\d]{1,5}$/u;

/**
 * A name in the place of one that could tell who a file is of: `lampiran-2.jpg`, with the first number that no other file of the same form has.
 * @param format what the file is by its content, as endings of names are; '' or `unknown` where nothing tells
 */
export function neutralName(name: string, format: string, others: readonly string[]): string {
  if (neutral.test(name)) return name;
  const told = /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  const end = [format, told].find((each) => each !== 'unknown' && ending.test(each));
  const taken = new Set(others.map((other) => other.split('.')[0]));
  let number = 1;
  while (taken.has(`${word}-${number}`)) number += 1;
  return `${word}-${number}${end === undefined ? '' : `.${end}`}`;
}
