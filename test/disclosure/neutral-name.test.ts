import { expect } from 'chai';
import { neutralName } from '../../src/disclosure/neutral-name.ts';

describe('neutralName', () => {
  const cases: readonly (readonly [
    name: string,
    format: string,
    others: readonly string[],
    becomes: string,
  ])[] = [
    ['Budi_KTP.jpg', 'jpg', [], 'lampiran-1.jpg'],
    ['WhatsApp Image 2026-01-02 at 10.11.12.jpeg', 'jpg', ['lampiran-1.png'], 'lampiran-2.jpg'],
    ['Budi', 'docx', ['lampiran-2.jpg', 'lain.jpg'], 'lampiran-1.docx'],
    ['Budi.PDF', 'unknown', [], 'lampiran-1.pdf'],
    ['catatan.Budi Santoso', '', [], 'lampiran-1'],
    ['lampiran-3.jpg', 'jpg', [], 'lampiran-3.jpg'],
  ];
  for (const [name, format, others, becomes] of cases)
    it(`of ${name}, beside ${others.length} others, is ${becomes}`, () => {
      expect(neutralName(name, format, others)).to.equal(becomes);
    });
});
