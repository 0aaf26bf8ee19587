import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { pdfWords } from './pdf-words.ts';

/**
 * The program of the process that reads the words of a PDF; scripts/build-preview.mjs makes one file of it. It is given nothing but the bytes
 * of the file on its input, answers on its output and ends: one line of JSON, then the text. See limited-process.ts for what it may not do.
 */
const wasm = readFileSync(new URL('pdfium.wasm', import.meta.url));
const library = await PDFiumLibrary.init({ wasmBinary: Uint8Array.from(wasm).buffer });
const { text, ...told } = pdfWords(await library.loadDocument(await buffer(process.stdin)));
process.stdout.write(`${JSON.stringify(told)}\n${text}`);
