import { expect } from 'chai';
import { carriedOver } from '../../src/disclosure/threads/carried-bytes.ts';
import type { Question } from '../../src/disclosure/threads/talk.ts';

/** Another side that is given the memory of what it is asked, looks at it later, and hands it back. */
function slowSide() {
  const seen: Buffer[] = [];
  let away = 0;
  let mostAway = 0;
  return {
    seen: () => Buffer.concat(seen),
    mostAway: () => mostAway,
    async ask(question: Question): Promise<unknown> {
      if (question.ask !== 'inspect') throw new Error(`nobody asks for ${question.ask}`);
      const { buffer } = question.bytes;
      if (!(buffer instanceof ArrayBuffer)) throw new Error('memory that is shared cannot be given');
      const bytes = structuredClone(question.bytes, { transfer: [buffer] });
      away += 1;
      mostAway = Math.max(mostAway, away);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(Buffer.from(bytes));
      bytes.fill(0);
      away -= 1;
      return bytes;
    },
  };
}

describe('carriedOver', () => {
  it('bytes in an array that is overwritten, arrive as they were and in their order, eight pieces at a time', async () => {
    const side = slowSide();
    const carried = carriedOver(side);
    const given: Buffer[] = [];
    const array = Buffer.alloc(200_000);
    for (let round = 1; round <= 20; round += 1) {
      const bytes = array.subarray(0, round * 9999);
      bytes.fill(`bytes of round ${round}, `);
      given.push(Buffer.from(bytes));
      await carried.write(bytes);
    }
    expect(await carried.wereAllSeen()).to.equal(true);
    expect(side.seen().equals(Buffer.concat(given))).to.equal(true);
    expect(side.mostAway()).to.equal(8);
  });

  it('bytes for a side that is gone, are dropped without being asked for more than once a piece', async () => {
    let asked = 0;
    const carried = carriedOver({
      async ask() {
        asked += 1;
        throw new Error('its thread was ended');
      },
    });
    for (let round = 0; round < 50; round += 1) await carried.write(Buffer.alloc(100_000));
    expect(asked).to.be.at.most(8);
    expect(await carried.wereAllSeen()).to.equal(false);
  });

  it('a piece that was not looked at, is told of, also where it is the last', async () => {
    const side = slowSide();
    const carried = carriedOver({
      async ask(question) {
        const back = await side.ask(question);
        if (side.seen().length === 200_000) throw new Error('it looked at no more');
        return back;
      },
    });
    await carried.write(Buffer.alloc(200_000));
    expect(await carried.wereAllSeen()).to.equal(false);
  });

  it('memory that comes back too short for a piece, is not used again', async () => {
    const lengths: number[] = [];
    const carried = carriedOver({
      async ask(question) {
        lengths.push('bytes' in question ? question.bytes.length : 0);
        return new Uint8Array(10);
      },
    });
    await carried.write(Buffer.alloc(20 * 65_536));
    expect(lengths).to.deep.equal(Array.from({ length: 20 }, () => 65_536));
    expect(await carried.wereAllSeen()).to.equal(true);
  });
});
