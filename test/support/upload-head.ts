export const UPLOAD_TYPE = 'multipart/form-data; boundary=b';

/** How the form of files begins on the wire, as a browser streams it: up to the first byte of its first file. */
export function uploadHead(
  token: string | undefined,
  { name, mediaType }: { readonly name: string; readonly mediaType: string } = {
    name: 'a.bin',
    mediaType: 'application/octet-stream',
  },
): Buffer {
  return Buffer.from(
    `--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n${token}\r\n` +
      `--b\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: ${mediaType}\r\n\r\n`,
  );
}
