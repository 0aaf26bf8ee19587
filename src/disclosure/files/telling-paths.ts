/** Folders and files of a computer or its network, at the start of a value: the source of a pattern. */
export const localPath = String.raw`(?:file:|[A-Za-z]:[\\/]|\\\\)`;
/** The same as a PDF has them, with those of Macs and Linux, and in any case of letters. */
const folderOfComputer = /^(?:file:|[a-z]:[\\/]|\\\\|\/(?:[a-z]\/)?(?:Users|home)\/)/iu;
/** Folders in a cloud that carry the name or the number of who owns them. */
const ownFolder =
  /-my\.sharepoint\.com\/|\/personal\/[^/?#]*_|\bd\.docs\.live\.net\/|\bonedrive\.live\.com\//iu;

/** Whether an address leads to a folder that tells whose it is. */
export function tellsOwner(address: string): boolean {
  return ownFolder.test(address);
}

/** Whether a string names a place on somebody's computer or network, or in a cloud with its owner's name. */
export function tellsFolder(text: string): boolean {
  return folderOfComputer.test(text) || tellsOwner(text);
}
