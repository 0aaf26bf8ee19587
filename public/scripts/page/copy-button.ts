async function copy(button: HTMLButtonElement, output: Element, said: Element): Promise<void> {
  try {
    await navigator.clipboard.writeText(output.textContent.trim());
    said.textContent = button.dataset['copied'] ?? '';
  } catch {
    // Refused by the browser: the code is selected instead, to be copied by hand.
    getSelection()?.selectAllChildren(output);
  }
}

/** Shows the button that copies the report code, and says when it did. */
export function addCopyButton(): void {
  const button = document.querySelector<HTMLButtonElement>('#copy-code');
  const output = document.querySelector('#report-code');
  if (button === null || output === null || !('clipboard' in navigator)) return;
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  button.after(said);
  button.hidden = false;
  button.addEventListener('click', () => void copy(button, output, said));
}
