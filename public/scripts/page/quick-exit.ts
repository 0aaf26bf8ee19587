const mostMillisecondsBetween = 800;

/** Makes the way out replace this page in the history, and opens it with Esc pressed twice as well. */
export function addQuickExit(): void {
  const link = document.querySelector<HTMLAnchorElement>('#exit');
  if (link === null) return;
  const leave = () => {
    // Gone from the screen at once, however long the other page takes to load.
    document.body.hidden = true;
    location.replace(link.href);
  };
  let lastEscape = 0;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.repeat) return;
    if (event.timeStamp - lastEscape < mostMillisecondsBetween) leave();
    lastEscape = event.timeStamp;
  });
}
