/** Folders and files of a computer or its network, at the start of a value: the source of a pattern. */
export const localPath = String.raw`(?:file:|[A-Za-z]:[\\/]|\\\\)`;
/** Folders in a cloud that carry the name or the number of who owns them. */
const ownFolder =
  /-my\.sharepoint\.com\/|\/personal\/[^/?#]*_|\bd\.docs\.live\.net\/|\bonedrive\.live\.com\//iu;

/** Whether an address leads to a folder that tells whose it is. */
export function tellsOwner(address: string): boolean {
  return ownFolder.test(address);
}
