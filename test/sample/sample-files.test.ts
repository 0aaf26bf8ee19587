import { expect } from 'chai';
import { createFileInspector } from '../../src/disclosure/file-disclosures.ts';
import {
  longestFileName,
  sampleFile,
  sampleFileBytes,
  sampleFileNames,
} from '../../src/sample/sample-files.ts';

const small = sampleFileNames.filter((name) => name !== 'film');

async function kindsOf(name: (typeof sampleFileNames)[number]): Promise<string[]> {
  const file = sampleFile(name);
  const inspector = createFileInspector(file.name);
  for await (const piece of file.content()) {
    inspector.write(piece);
  }
  return (await inspector.end()).disclosures.map((found) => found.kind);
}

describe('sample files', () => {
  for (const name of small) {
    it(`the ${name}, read twice, is the same bytes of the promised size`, async () => {
      const [first, second] = [await sampleFileBytes(name), await sampleFileBytes(name)];
      expect(first.equals(second)).to.equal(true);
      expect(first.length).to.equal(sampleFile(name).size);
    });
  }

  it('the film, streamed, has the promised size of at least 60 MB in small pieces', async () => {
    const file = sampleFile('film');
    let size = 0;
    for await (const piece of file.content()) {
      expect(piece.length).to.be.lessThan(1_000_000);
      size += piece.length;
    }
    expect(size).to.equal(file.size);
    expect(size).to.be.greaterThanOrEqual(60 * 1024 * 1024);
  });

  it('the names, among them, include the difficult ones', () => {
    const names = sampleFileNames.map((name) => sampleFile(name).name);
    expect(longestFileName).to.have.length(255);
    expect(names.some((name) => name.includes('../'))).to.equal(true);
    expect(names.some((name) => name.includes('📸'))).to.equal(true);
    expect(names.some((name) => name.includes('\u202e'))).to.equal(true);
    expect(names).to.include(longestFileName);
  });

  it('every kind of file, inspected, gives away what was put into it', async () => {
    expect(await kindsOf('receipt-photo')).to.deep.equal(['file-name', 'gps', 'device', 'device']);
    expect(await kindsOf('minutes')).to.deep.equal(['author', 'unsearched-words']); // a PDF, whose words are read elsewhere
    expect(await kindsOf('budget')).to.deep.equal(['author', 'author', 'organisation']);
    expect(await kindsOf('letter')).to.deep.equal(['author', 'author', 'organisation']);
    expect(await kindsOf('recording')).to.deep.equal(['author']);
    expect(await kindsOf('film')).to.deep.equal(['gps']);
  });
});
