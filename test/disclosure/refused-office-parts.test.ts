import { expect } from 'chai';
import { disclosuresIn, latin1, refusal } from './cleaning-support.ts';
import { openXml, type Parts } from './office-support.ts';

describe('parts of Office files that are not cleaned', () => {
  const refused: readonly (readonly [what: string, parts: Parts, reason: string])[] = [
    ['a part that nobody knows', { 'word/needle.xml': '<a/>' }, 'unknown-parts'],
    [
      'pictures in a format that we do not clean',
      { 'word/media/image1.emf': latin1('\u0001\0\0\0') },
      'attachments',
    ],
    ['pictures of JPEG XR', { 'ppt/media/hdphoto1.wdp': latin1('II\u00bc') }, 'attachments'],
    [
      'objects of other programs',
      { 'word/embeddings/oleObject1.bin': latin1('\u00d0\u00cf') },
      'attachments',
    ],
    [
      'a drawing with pictures in it',
      { 'word/media/image1.svg': '<svg><image href="data:image/png;base64,AA"/></svg>' },
      'attachments',
    ],
  ];
  for (const [what, parts, reason] of refused)
    it(`that hold ${what}, are said to be unreadable and not cleanable`, async () => {
      const dirty = openXml(parts);
      expect(await disclosuresIn(dirty)).to.deep.equal([{ kind: 'unreadable-properties', excerpt: '' }]);
      expect(await refusal(dirty)).to.equal(reason);
    });

  it('made of nothing but the beginnings of what is looked for, take time in proportion to their length', async () => {
    const beginnings = [
      '<w:ins w:author="',
      '<t> ',
      '<a b="C:\\',
      '<w:mailMerge>',
      '<Relationship Target=',
      ' \t',
      '<config:config-item "',
    ];
    const names = [
      'word/settings.xml',
      'word/_rels/a.rels',
      'xl/comments1.xml',
      'xl/connections.xml',
      'settings.xml',
      'ppt/authors.xml',
    ];
    const costOf = async (length: number): Promise<number> => {
      const before = process.cpuUsage();
      for (const beginning of beginnings)
        for (const name of names) {
          const bytes = openXml({ [name]: beginning.repeat(length / beginning.length) });
          await refusal(bytes);
          await disclosuresIn(bytes);
        }
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    await costOf(10_000);
    // Eight times the length takes 64 times as long where the square of it counts.
    expect((await costOf(160_000)) / (await costOf(20_000))).to.be.lessThan(32);
  });
});
