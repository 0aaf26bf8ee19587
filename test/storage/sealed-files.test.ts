import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { openDatabase } from '../../src/storage/database.ts';
import { randomId } from '../../src/storage/ids.ts';
import { createSealedFiles, type SealedFiles } from '../../src/storage/sealed-files.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const KIB = 1024;
const named = { name: { scheme: 'x', data: new Uint8Array([1]) }, scheme: 'age-file-1' };

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Pieces that are overwritten as soon as the next one is asked for. */
async function* inOneBuffer(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(10_000);
  for (let at = 0; at < bytes.length; at += piece.length) {
    yield piece.subarray(0, bytes.copy(piece, 0, at));
    piece.fill(0);
  }
}

async function joined(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

function newFile(caseId = randomId()) {
  return { _id: randomId(), caseId, sealedWith: 'office' as const, on: '2026-03-02' };
}

describe('sealed files', () => {
  let test: TestDatabase;
  let files: SealedFiles;

  before(async () => {
    test = await testDatabase();
    files = createSealedFiles({ database: test.database, processId: 'this-process' });
    await test.createIndexes();
  });

  after(async () => test.close());

  async function keep(bytes: Buffer, caseId?: string) {
    const file = newFile(caseId);
    await files.begin(file, 10);
    await files.complete(file._id, { ...(await files.write(file._id, inPieces(bytes, 10_000))), ...named });
    return file;
  }

  async function countChunks(fileId: string): Promise<number> {
    return test.database.collection('chunks').countDocuments({ fileId });
  }

  for (const size of [0, 1, 255 * KIB - 1, 255 * KIB, 255 * KIB + 1, 3 * 255 * KIB + 7]) {
    it(`of ${size} bytes, come out as they went in, in chunks of 255 KiB`, async () => {
      const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
      const { _id, caseId } = await keep(bytes);
      const stored = await files.find(caseId, _id);
      expect(stored?.sealedSize).to.equal(size);
      expect(stored?.chunkCount).to.equal(Math.ceil(size / (255 * KIB)));
      expect(stored && (await joined(files.read(stored))).equals(bytes)).to.equal(true);
    });
  }

  it('that wait for one another and for the store at every chunk, keep each byte', async () => {
    const oneByOne = new URL(test.uri);
    oneByOne.searchParams.set('maxPoolSize', '1');
    const database = await openDatabase(oneByOne.href);
    try {
      const many = createSealedFiles({ database, processId: 'this-process' });
      const written = await Promise.all(
        Array.from({ length: 4 }, async () => {
          const [file, bytes] = [newFile(), randomBytes(3 * 255 * KIB + 7)];
          await many.begin(file, 10);
          await many.complete(file._id, { ...(await many.write(file._id, inOneBuffer(bytes))), ...named });
          return { file, bytes };
        }),
      );
      for (const { file, bytes } of written) {
        const stored = await files.find(file.caseId, file._id);
        expect(stored && (await joined(files.read(stored))).equals(bytes)).to.equal(true);
      }
    } finally {
      await database.close();
    }
  });

  it('that still come in, are listed nowhere', async () => {
    const file = newFile();
    await files.begin(file, 10);
    await files.write(file._id, inPieces(Buffer.alloc(10), 10));
    expect(await files.listOf(file.caseId)).to.deep.equal([]);
    expect(await files.find(file.caseId, file._id)).to.equal(undefined);
  });

  it('of another case, are not found', async () => {
    const { _id } = await keep(Buffer.alloc(10));
    expect(await files.find(randomId(), _id)).to.equal(undefined);
  });

  it('whose case is removed while they come in, leave no chunk', async () => {
    const file = newFile();
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(300 * KIB);
      await files.removeAllOf(file.caseId);
      yield Buffer.alloc(300 * KIB);
    }
    await files.begin(file, 10);
    const stored = await files.write(file._id, cut());
    expect(await files.complete(file._id, { ...stored, ...named })).to.equal('removed');
    expect(await countChunks(file._id)).to.equal(0);
    expect(await files.listOf(file.caseId)).to.deep.equal([]);
  });

  it('whose case is removed while their contents are replaced, leave no chunk, also where replacing fails then', async () => {
    const { _id, caseId } = await keep(Buffer.alloc(10));
    const stored = await files.find(caseId, _id);
    const ids: string[] = [];
    async function* cut(): AsyncGenerator<Uint8Array> {
      await files.removeAllOf(caseId);
      yield Buffer.alloc(300 * KIB);
      throw new Error('the contents end');
    }
    const replaced =
      stored &&
      files.replaceUnsent(stored, async (contents) => {
        ids.push(contents);
        return { ...named, bytes: cut() };
      });
    expect(await replaced?.catch((error: unknown) => String(error))).to.equal('Error: the contents end');
    expect(ids).to.have.length(1);
    for (const id of [_id, ...ids]) expect(await countChunks(id), id).to.equal(0);
  });

  it('removed one by one or with their case, take their chunks along and leave those of others', async () => {
    const caseId = randomId();
    const [first, second] = [
      await keep(Buffer.alloc(600 * KIB), caseId),
      await keep(Buffer.alloc(10), caseId),
    ];
    const other = await keep(Buffer.alloc(10));
    await files.remove(first._id);
    expect(await countChunks(first._id)).to.equal(0);
    await files.removeAllOf(caseId);
    expect(await countChunks(second._id)).to.equal(0);
    expect(await countChunks(other._id)).to.equal(1);
  });

  it('count for the quota until they are sent, and only then are never swept', async () => {
    const before = await files.unsentBytes();
    const { _id } = await keep(Buffer.alloc(1000));
    expect(await files.unsentBytes()).to.equal(before + 1000);
    expect((await files.unsentBefore('2026-03-03')).map((file) => file._id)).to.include(_id);
    expect((await files.unsentBefore('2026-03-02')).map((file) => file._id)).to.not.include(_id);
    await files.markSent([_id]);
    await files.markSent([]);
    expect(await files.unsentBytes()).to.equal(before);
    expect((await files.unsentBefore('2026-03-03')).map((file) => file._id)).to.not.include(_id);
  });

  it('of a process that is gone, are abandoned; of a living one, are not', async () => {
    const file = newFile();
    await files.begin(file, 10);
    await files.write(file._id, inPieces(Buffer.alloc(10), 10));
    const other = createSealedFiles({ database: await test.connect(), processId: 'other-process' });
    expect(await other.abandoned(() => false)).to.include(file._id);
    expect(await other.abandoned((id) => id === 'this-process')).to.not.include(file._id);
    expect(await files.abandoned(() => true)).to.not.include(file._id);
  });

  it('that were abandoned, are removed unless they were completed after they were found', async () => {
    const [late, left] = [newFile(), newFile()];
    for (const file of [late, left]) await files.begin(file, 10);
    const written = await files.write(late._id, inPieces(Buffer.alloc(10), 10));
    await files.write(left._id, inPieces(Buffer.alloc(10), 10));
    const other = createSealedFiles({ database: await test.connect(), processId: 'other-process' });
    const found = await other.abandoned(() => false);
    expect(found).to.include.members([late._id, left._id]);
    await files.complete(late._id, { ...written, ...named });
    for (const id of found) await other.removeAbandoned(id);
    expect(await files.find(late.caseId, late._id)).to.have.property('chunkCount', 1);
    expect(await countChunks(late._id)).to.equal(1);
    expect(await countChunks(left._id)).to.equal(0);
  });

  it('that were sent meanwhile, are not removed as unsent ones', async () => {
    const [sent, unsent] = [await keep(Buffer.alloc(10)), await keep(Buffer.alloc(10))];
    await files.markSent([sent._id]);
    for (const { _id } of [sent, unsent]) await files.removeUnsent(_id);
    expect(await countChunks(sent._id)).to.equal(1);
    expect(await countChunks(unsent._id)).to.equal(0);
  });

  it('with a chunk that is missing, end early, so that opening them is refused', async () => {
    const { _id, caseId } = await keep(Buffer.alloc(600 * KIB));
    await test.database.collection('chunks').deleteOne({ fileId: _id, n: 1 });
    const stored = await files.find(caseId, _id);
    expect(stored && (await joined(files.read(stored))).length).to.equal(255 * KIB);
  });

  it('that nobody used for a round, give back the room of their texts too', async () => {
    const file = newFile();
    await files.begin(file, 10);
    const written = await files.write(file._id, inPieces(Buffer.alloc(1000), 1000));
    const text = await files.writeText(file._id, inPieces(Buffer.alloc(300), 300));
    await files.complete(file._id, { ...written, text, ...named });
    const before = await files.unsentBytes();
    expect(await files.lose(file._id)).to.equal(0);
    await files.markIdle();
    await files.markIdle();
    expect((await files.idleOldestFirst()).map(({ _id }) => _id)).to.include(file._id);
    expect(await files.lose(file._id)).to.equal(1300);
    expect(await files.unsentBytes()).to.equal(before - 1300);
    expect(await countChunks(file._id)).to.equal(0);
    expect(await countChunks(`${file._id}.text`)).to.equal(0);
  });
});
