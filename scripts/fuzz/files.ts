import { type SampleFileName, sampleFileBytes } from '../../src/sample/sample-files.ts';
import type { SeededRandom } from '../../test/support/seeded-random.ts';
import type { Field } from './fields.ts';
import { hostileValue } from './hostile-values.ts';

const SAMPLES: readonly SampleFileName[] = ['receipt-photo', 'minutes', 'budget', 'letter'];
const TYPES = [
  '',
  'image/jpeg',
  'text/html',
  'image/svg+xml',
  'application/pdf',
  'multipart/mixed; boundary=x',
  '../..',
];
const STARTS = [
  '\u0089PNG\r\n\u001a\n',
  'GIF89a',
  'RIFF\0\0\0\0WEBP',
  '%PDF-1.7\n',
  'PK\u0003\u0004',
  '\u00ff\u00d8\u00ff\u00e1',
];

/** Makes files that nobody would send: real ones damaged, beginnings of real ones, noise, too much; under hostile names. */
export async function createHostileFiles() {
  const samples = await Promise.all(SAMPLES.map(async (name) => sampleFileBytes(name)));

  function damaged(random: SeededRandom): Buffer {
    const bytes = Buffer.from(random.pick(samples));
    for (let flips = random.pick([0, 1, 20, 400]); flips > 0; flips -= 1)
      bytes[random.from(0, bytes.length - 1)] = random.from(0, 255);
    return random.chance(0.3) ? bytes.subarray(0, random.from(0, bytes.length)) : bytes;
  }

  function content(random: SeededRandom, mark: string): Buffer {
    const kind = random.from(0, 9);
    if (kind < 5) return damaged(random);
    if (kind === 5) return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert('${mark}')"/>`);
    if (kind === 6) return Buffer.alloc(random.pick([0, 1, 300_000, 1_200_000]));
    return Buffer.concat([
      Buffer.from(random.pick(STARTS), 'latin1'),
      Buffer.from(random.bytes(random.from(0, 900))),
    ]);
  }

  return (fieldName: string, random: SeededRandom, mark: string): Field => ({
    name: Buffer.from(fieldName),
    fileName: random.chance(0.5) ? Buffer.from(`${mark}.pdf`) : hostileValue(random, mark).subarray(0, 5_000),
    mediaType: random.pick(TYPES),
    value: content(random, mark),
  });
}

export type HostileFiles = Awaited<ReturnType<typeof createHostileFiles>>;
