/** The names, one a line; each keeps its direction of writing to itself. */
function namesOf(files: FileList): HTMLElement[] {
  return [...files].map(({ name }) => {
    const isolated = document.createElement('bdi');
    isolated.textContent = name;
    const line = document.createElement('p');
    line.append(isolated);
    return line;
  });
}

function takeOver(input: HTMLInputElement, chosen: HTMLElement): void {
  const status = chosen.querySelector('[role=status]');
  const nothing = [...(status?.children ?? [])];
  const show = () => {
    if (input.files?.length) status?.replaceChildren(...namesOf(input.files));
  };
  // The input stays what is focused, pressed and dropped on: it lies unseen over what is shown.
  input.classList.add('over');
  chosen.hidden = false;
  show();
  input.addEventListener('change', () => {
    status?.replaceChildren(...nothing);
    show();
  });
}

/** Says in the language of the page which files are chosen. Without a script the browser says so itself, in its own. */
export function addFileChooser(): void {
  for (const picker of document.querySelectorAll('.picker')) {
    const input = picker.querySelector<HTMLInputElement>('input[type=file]');
    const chosen = picker.querySelector<HTMLElement>('.chosen');
    if (input && chosen) takeOver(input, chosen);
  }
}
