import { expect } from 'chai';
import { momentIn } from '../../src/disclosure/file-names.ts';

describe('momentIn', () => {
  const telling = [
    'WhatsApp Image 2026-01-02 at 10.11.12.jpeg',
    'WhatsApp Audio 2026-01-02 at 10.11.12 (1).mpeg',
    'IMG_20260102_101112.jpg',
    '20260102_101112.mp4',
    'Screenshot_20260102-101112_Gallery.png',
    'Screenshot 2026-01-02 101112.png',
    'PXL_20260102_101112345.jpg',
    'photo_2026-01-02_10-11-12.jpg',
    'signal-2026-01-02-10-11-12-345.jpg',
    'Rekaman 02-01-2026 10.11.m4a',
  ];
  const silent = [
    'surat 045-2026.pdf',
    'SK 2026-01-02.pdf',
    'RAB 2026_2027.xlsx',
    'foto.jpg',
    '081234567890.jpg',
    'IMG-20260102-WA0007.jpg',
  ];
  for (const name of telling)
    it(`of ${name} is its time`, () => expect(momentIn(name)).to.match(/2026.*10.?11/));
  for (const name of silent) it(`of ${name} is nothing`, () => expect(momentIn(name)).to.equal(undefined));
});
