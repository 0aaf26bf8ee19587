import { startAuthentication, startRegistration } from '@simplewebauthn/browser';

// Asks the browser for a passkey and posts its answer with the form; without scripts the form takes a code instead.

async function answer(act: string | undefined, options: string): Promise<string> {
  const optionsJSON = JSON.parse(options);
  const made =
    act === 'create' ? await startRegistration({ optionsJSON }) : await startAuthentication({ optionsJSON });
  return JSON.stringify(made);
}

async function submit(part: HTMLElement, form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  input.value = await answer(part.dataset['passkey'], part.dataset['options'] ?? '');
  form.requestSubmit();
}

for (const part of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
  const form = part.closest('form');
  const input = form?.querySelector<HTMLInputElement>('input[name="passkey"]');
  const button = part.querySelector('button');
  const problem = part.querySelector<HTMLElement>('[role="alert"]');
  if (form && input && button && problem && 'PublicKeyCredential' in globalThis) {
    part.hidden = false;
    button.addEventListener('click', () => {
      button.disabled = true;
      problem.hidden = true;
      submit(part, form, input)
        .catch(() => {
          problem.hidden = false;
        })
        .finally(() => {
          button.disabled = false;
        });
    });
  }
}
