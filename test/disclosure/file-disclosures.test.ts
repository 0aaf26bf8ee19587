import { expect } from 'chai';
import { inspect } from './inspecting-support.ts';

describe('createFileInspector, of names', () => {
  it('a file name, with a telephone number in it, is told', async () => {
    expect(await inspect(Buffer.from('x'), { name: 'WA 0812-3456-7890.txt' })).to.deep.equal([
      { kind: 'file-name', excerpt: '0812-3456-7890' },
    ]);
  });

  it('a file name, with a time of day in it, is told', async () => {
    expect(await inspect(Buffer.from('x'), { name: 'IMG_20261104_101512.jpg' })).to.deep.equal([
      { kind: 'file-name', excerpt: '20261104_101512' },
    ]);
  });

  it('a file name, with no more than a day in it, is not told', async () => {
    expect(await inspect(Buffer.from('x'), { name: 'IMG-20261104-WA0003.jpg' })).to.deep.equal([]);
  });
});
