import { readFileSync } from 'node:fs';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { createPictureDrawing, type Drawn, LONGEST_EDGE, PictureTooLarge } from './picture-drawing.ts';
import type { PreviewAnswer, PreviewProblem, PreviewRequest } from './preview-request.ts';

/**
 * The program of the process that makes previews; scripts/build-preview.mjs makes one file of it. It is given nothing but a request and
 * the bytes of one file on its input, answers on its output and ends. See limited-process.ts for what it may not do.
 */
async function answer(): Promise<void> {
  const { request, file } = await readInput();
  try {
    const made = request.format === 'pdf' ? await pageOf(file, request) : await pictureOf(file, request);
    write({ width: made.width, height: made.height, pages: made.pages }, made.bytes);
  } catch (error) {
    write({ problem: problemOf(error) });
  }
}

interface Made extends Omit<Drawn, 'bytes'> {
  readonly pages: number;
  readonly bytes?: Uint8Array;
}

async function pictureOf(file: Uint8Array, { format, isDrawn }: PreviewRequest): Promise<Made> {
  const pictures = await createPictureDrawing(wasm('magick'));
  return { pages: 1, ...(isDrawn ? pictures.draw(file, format) : pictures.sizeOf(file, format)) };
}

/** A page, drawn without running anything that the PDF holds: this PDFium has no JavaScript. */
async function pageOf(file: Uint8Array, { page: number, isDrawn }: PreviewRequest): Promise<Made> {
  const library = await PDFiumLibrary.init({ wasmBinary: Uint8Array.from(wasm('pdfium')).buffer });
  const document = await library.loadDocument(file);
  const pages = document.getPageCount();
  const page = document.getPage(Math.min(number, pages) - 1);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const scale = LONGEST_EDGE / Math.max(originalWidth, originalHeight, 1);
  const [width, height] = [originalWidth, originalHeight].map((each) =>
    Math.max(1, Math.round(each * scale)),
  );
  if (!isDrawn) return { width: width ?? 1, height: height ?? 1, pages };
  const pixels = await page.render({ scale, render: 'bitmap' });
  const pictures = await createPictureDrawing(wasm('magick'));
  return { ...pictures.encode(pixels), pages };
}

function problemOf(error: unknown): PreviewProblem {
  const message = error instanceof Error ? error.message : '';
  if (error instanceof PictureTooLarge || /exceeds|limit/i.test(message)) return 'too-large';
  return /password|security scheme/i.test(message) ? 'locked' : 'failed';
}

function wasm(name: 'magick' | 'pdfium'): Uint8Array {
  return readFileSync(new URL(`${name}.wasm`, import.meta.url));
}

async function readInput(): Promise<{ request: PreviewRequest; file: Uint8Array }> {
  const pieces: Uint8Array[] = [];
  for await (const piece of process.stdin) pieces.push(piece);
  const input = Buffer.concat(pieces);
  const end = input.indexOf('\n');
  return { request: JSON.parse(input.toString('utf8', 0, end)), file: input.subarray(end + 1) };
}

function write(said: PreviewAnswer, bytes: Uint8Array = new Uint8Array()): void {
  process.stdout.write(Buffer.concat([Buffer.from(`${JSON.stringify(said)}\n`), bytes]));
}

await answer();
