import { makeRecoveryKey, openChallenge, resealBundle } from '../../src/accounts/keys/recovery-bundle.ts';

// The recovery key lives on this page alone: it is never put into a form, a cookie or the browser's storage. The inputs
// that hold it have no name, so that no post carries them.

function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind | undefined {
  const found = document.querySelector(selector);
  return found instanceof kind ? found : undefined;
}

function show(selector: string, isShown = true): void {
  const element = find(selector, HTMLElement);
  if (element) element.hidden = !isShown;
}

function text(id: string): string {
  return find(`#${id}`, HTMLTextAreaElement)?.value ?? '';
}

function put(id: string, value: string): void {
  const input = document.querySelector(`#${id}`);
  if (input instanceof HTMLTextAreaElement || input instanceof HTMLInputElement) input.value = value;
}

function onPress(name: string, act: () => Promise<void>): void {
  const button = find(`[data-do="${name}"]`, HTMLButtonElement);
  button?.addEventListener('click', () => {
    button.disabled = true;
    show('[data-part="problem"]', false);
    act()
      .catch(() => show('[data-part="problem"]'))
      .finally(() => {
        button.disabled = false;
      });
  });
}

async function make(): Promise<void> {
  const { secret, recipient } = await makeRecoveryKey();
  put('secret', secret);
  put('recipient', recipient);
  const link = find('[data-do="download"]', HTMLAnchorElement);
  if (link) link.href = URL.createObjectURL(new Blob([secret], { type: 'text/plain' }));
  show('[data-part="secret"]');
  find('#secret', HTMLTextAreaElement)?.focus();
}

async function open(): Promise<void> {
  put('answer', await openChallenge(text('key'), text('challenge')));
  put('key', '');
  find('#answer', HTMLInputElement)?.focus();
}

async function restore(): Promise<void> {
  const resealed = await resealBundle(text('key'), JSON.parse(text('bundle')));
  put('resealed', JSON.stringify(resealed));
  put('key', '');
}

// Browsers give cryptography to pages of https and of the own machine only.
const isAble = globalThis.isSecureContext && 'subtle' in globalThis.crypto;
for (const part of ['make', 'open', 'restore']) show(`[data-recovery="${part}"]`, isAble);
show('[data-recovery="unsafe"]', !isAble);
onPress('make', make);
onPress('open', open);
onPress('restore', restore);
find('[data-do="print"]', HTMLButtonElement)?.addEventListener('click', () => globalThis.print());
