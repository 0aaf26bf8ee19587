import type { HTMLElement } from 'node-html-parser';

export type FieldValue = readonly [name: string, value: string];

function optionsOf(select: HTMLElement): FieldValue[] {
  const name = select.getAttribute('name') ?? '';
  const options = select.querySelectorAll('option');
  const chosen = options.filter((option) => option.hasAttribute('selected'));
  const first = select.hasAttribute('multiple') ? [] : options.slice(0, 1);
  return (chosen.length > 0 ? chosen : first).map((option) => [
    name,
    option.getAttribute('value') ?? option.text,
  ]);
}

function inputOf(input: HTMLElement): FieldValue[] {
  const name = input.getAttribute('name') ?? '';
  const type = input.getAttribute('type') ?? 'text';
  if (type === 'file' || type === 'submit') return [];
  if (type === 'checkbox' || type === 'radio')
    return input.hasAttribute('checked') ? [[name, input.getAttribute('value') ?? 'on']] : [];
  return [[name, input.getAttribute('value') ?? '']];
}

/** HTML drops the line break that follows the opening tag, and sends each of the others as CR LF. */
function textOf(area: HTMLElement): string {
  return area.textContent.replace(/^\r?\n/, '').replaceAll(/\r?\n/g, '\r\n');
}

/** What a browser would send for a form as it stands, without its buttons: name and value in the order of the page. */
export function fieldsOf(form: HTMLElement): FieldValue[] {
  return form
    .querySelectorAll('input[name], select[name], textarea[name]')
    .filter((field) => !field.hasAttribute('disabled'))
    .flatMap((field): FieldValue[] => {
      if (field.tagName === 'SELECT') return optionsOf(field);
      if (field.tagName === 'TEXTAREA') return [[field.getAttribute('name') ?? '', textOf(field)]];
      return inputOf(field);
    });
}

/** The fields with other values for the names that are given; an array answers check boxes. */
export function filled(
  fields: readonly FieldValue[],
  values: Readonly<Record<string, string | readonly string[]>>,
): FieldValue[] {
  const kept = fields.filter(([name]) => !Object.hasOwn(values, name));
  const given = Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one): FieldValue => [name, one]),
  );
  return [...kept, ...given];
}
