interface Elements {
  readonly form: HTMLFormElement;
  readonly files: HTMLInputElement;
  readonly status: HTMLElement;
  readonly bar: HTMLProgressElement;
}

function find(): Elements | undefined {
  const form = document.querySelector<HTMLFormElement>('form[data-upload]');
  const files = form?.querySelector<HTMLInputElement>('input[type=file]');
  const status = document.getElementById('upload-progress');
  const bar = status?.querySelector('progress');
  return form && files && status && bar ? { form, files, status, bar } : undefined;
}

/**
 * Puts the answer of a post in the place of this page, as the browser itself would have done. The answer comes as a document whose
 * scripts do not run, so nothing is written from text (ASVS 5.0 V3.2.2); the scripts that it names are loaded, from this site alone
 * as the policy has it.
 */
function show(answer: Document, enhance: () => void): void {
  const scripts = [...answer.querySelectorAll('script[src]')].map((script) => script.getAttribute('src'));
  document.title = answer.title;
  document.documentElement.lang = answer.documentElement.lang;
  document.body.replaceWith(document.adoptNode(answer.body));
  scrollTo(0, 0);
  for (const script of scripts) if (script !== null) void import(script);
  enhance();
  // A new page is read from its beginning; one with mistakes has put the focus on their summary.
  if (document.activeElement === document.body) document.getElementById('content')?.focus();
}

function send({ form, bar, status }: Elements, submitter: HTMLElement | null, enhance: () => void): void {
  const request = new XMLHttpRequest();
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? location.href;
  request.open('POST', action);
  request.responseType = 'document';
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    bar.value = total > 0 ? (100 * loaded) / total : 0;
  });
  const fail = () => {
    status.textContent = status.dataset['failed'] ?? '';
    status.classList.add('error');
    form.removeAttribute('aria-busy');
  };
  request.addEventListener('load', () => {
    if (request.responseXML === null) fail();
    else show(request.responseXML, enhance);
  });
  request.addEventListener('error', fail);
  request.send(new FormData(form, submitter));
}

/** Shows how far the chosen files have got. Without files, or without a script, the form posts as ever. */
export function addUploadProgress(enhance: () => void): void {
  const elements = find();
  elements?.form.addEventListener('submit', (event) => {
    const { form, files, status, bar } = elements;
    if ((files.files?.length ?? 0) === 0 || form.getAttribute('aria-busy') === 'true') return;
    event.preventDefault();
    form.setAttribute('aria-busy', 'true');
    // What an attempt before this one ended with goes.
    status.classList.remove('error');
    bar.value = 0;
    status.replaceChildren(bar);
    status.hidden = false;
    status.scrollIntoView({ block: 'center' });
    send(elements, event.submitter, enhance);
  });
}
