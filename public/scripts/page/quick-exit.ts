const mostMillisecondsBetween = 800;

function way(): HTMLAnchorElement | null {
  return document.querySelector<HTMLAnchorElement>('#exit');
}

function stopSending(event: SubmitEvent): void {
  event.preventDefault();
}

/**
 * Takes the page off the screen at once, however long the other one takes to load. What an answer puts in the page's place is within the
 * hidden element; what is under way ends, and no script sends a form any more, which would call the other page off.
 */
function leave(): void {
  const link = way();
  if (link === null) return;
  document.documentElement.hidden = true;
  addEventListener('submit', stopSending, { capture: true });
  stop();
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
