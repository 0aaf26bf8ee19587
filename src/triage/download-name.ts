/** Longest name that is suggested, in bytes of UTF-8: file systems take 255, and browsers add to it. */
const MOST_BYTES = 180;
const MOST_EXTENSION = 12;
/** What no file system, shell or reader is given: control characters, lone surrogates, marks that turn the direction of text. */
const HARMFUL = /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}\u{feff}]/gu;
const FORBIDDEN = /[/\\<>:"|?*]/g;
/** Device names of Windows, which no extension makes harmless. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * A name under which a file may be saved. Threat: the name was chosen by a stranger; it must not leave the folder, hide
 * its true ending (“evil\u202Efdp.exe”), break the header or name a device.
 */
export function safeName(name: string, substitute: string): string {
  const plain = name.normalize('NFC').replace(HARMFUL, '').replace(FORBIDDEN, '_');
  const trimmed = plain.replace(/^[\s._]+|[\s.]+$/g, '');
  const cut = cutName(trimmed === '' ? substitute : trimmed);
  return DEVICE.test(cut) ? `_${cut}` : cut;
}

/** `Content-Disposition` of a download (RFC 6266, RFC 8187): ASCII for the oldest clients, the real name for the others. */
export function attachmentHeader(name: string, substitute: string): string {
  const safe = safeName(name, substitute);
  const ascii = safe
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\u{20}-\u{7e}]/gu, '_')
    .replace(/["\\%/]/g, '_');
  const fallback = ascii === '' ? '_' : ascii; // of marks alone nothing is left
  const encoded = encodeURIComponent(safe).replace(/['()*!]/g, percentEncoded);
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encoded}`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Shortens between characters and keeps the extension, which says what opens the file. */
function cutName(name: string): string {
  const dot = name.lastIndexOf('.');
  const hasExtension = dot > 0 && name.length - dot <= MOST_EXTENSION;
  const extension = hasExtension ? name.slice(dot) : '';
  const most = MOST_BYTES - Buffer.byteLength(extension);
  let kept = '';
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - extension.length))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > most) break;
    kept += segment;
  }
  return kept + extension;
}
