const mostMillisecondsBetween = 800;

function way(): HTMLAnchorElement | null {
  return document.querySelector<HTMLAnchorElement>('#exit');
}

function leave(): void {
  const link = way();
  if (link === null) return;
  // Gone from the screen at once, however long the other page takes to load.
  document.body.hidden = true;
  location.replace(link.href);
}

/** Makes the way out replace this page in the history. */
export function addQuickExit(): void {
  way()?.addEventListener('click', (event) => {
    event.preventDefault();
    leave();
  });
}

/** Opens the way out with Esc pressed twice as well; once for all answers that take the page's place. */
export function leaveOnEscape(): void {
  let lastEscape = -Infinity;
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.repeat) return;
    if (event.timeStamp - lastEscape < mostMillisecondsBetween) leave();
    lastEscape = event.timeStamp;
  });
}
