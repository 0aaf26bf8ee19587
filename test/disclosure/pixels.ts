import type { Browser } from 'playwright-core';

/** Runs in the browser, of which the tests have no types. */
const drawing = `async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext('2d').drawImage(image, 0, 0);
  const pixels = new TextEncoder().encode(canvas.toDataURL());
  const sum = pixels.reduce((hash, byte) => (hash * 31 + byte) % 1000000007, 7);
  return canvas.width + 'x' + canvas.height + ' ' + sum;
}`;
/** What a script in an empty page makes of an argument. */
export async function inBrowser(browser: Browser, script: string, argument: string): Promise<string> {
  const page = await browser.newPage();
  try {
    return String(await page.evaluate(`(${script})(${JSON.stringify(argument)})`));
  } finally {
    await page.close();
  }
}

/** The size and the pixels of a picture as the browser shows it. */
export async function pixelsOf(browser: Browser, type: string, picture: Buffer): Promise<string> {
  return inBrowser(browser, drawing, `data:${type};base64,${picture.toString('base64')}`);
}
