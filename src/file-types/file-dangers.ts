import { extensionOf, agreesWithName } from './name-agreement.ts';
import type { FileType } from './file-type.ts';

/** What whoever wants to open a file should know first; evidence is never refused for it. */
export type FileDanger = 'program' | 'active' | 'disagrees';

/** Formats that run when they are opened, or that a browser shows as a page with scripts. */
const PROGRAMS = new Set(
  'exe elf macho lnk alias class jar apk swf wasm deb rpm crx xpi chm reg dmg script html svg'.split(' '),
);

/** Endings by which an operating system runs a file, whatever is in it; and disk images, which hide from where it came. */
const RUNNABLE = new Set(
  (
    'exe dll scr com pif cpl msi msp bat cmd ps1 psm1 vb vbs vbe js jse mjs wsf wsh sct hta jar apk lnk url scf desktop ' +
    'reg sh bash py pyw pl rb php command app appimage run deb rpm dmg pkg iso img vhd vhdx chm hlp xll ' +
    'html htm xhtml shtml mht mhtml svg svgz swf application gadget inf settingcontent-ms appref-ms library-ms'
  ).split(' '),
);

const MACRO_ENDINGS = new Set('docm dotm xlsm xltm xlsb xlam xla pptm potm ppsm ppam ppa'.split(' '));

/** In the order in which they are told. */
export function dangersOf(name: string, type: FileType): FileDanger[] {
  const ending = extensionOf(name);
  const dangers: Record<FileDanger, boolean> = {
    program: PROGRAMS.has(type.format) || RUNNABLE.has(ending),
    active: type.isActive || MACRO_ENDINGS.has(ending),
    disagrees: !agreesWithName(name, type.format),
  };
  return (['program', 'active', 'disagrees'] as const).filter((danger) => dangers[danger]);
}
