/** Shows the button that copies the report code, and says when it did. */
export function addCopyButton(): void {
  const button = document.querySelector<HTMLButtonElement>('#copy-code');
  const code = document.querySelector('#report-code')?.textContent;
  if (button === null || !code || !('clipboard' in navigator)) return;
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  button.after(said);
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.trim());
      said.textContent = button.dataset['copied'] ?? '';
    } catch {
      // Refused by the browser: the code is selected instead, to be copied by hand.
      getSelection()?.selectAllChildren(document.querySelector('#report-code') ?? button);
    }
  });
}
