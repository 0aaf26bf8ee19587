import { expect } from 'chai';
import { findTextDisclosures } from '../../src/disclosure/text-disclosures.ts';
import { sampleReports } from '../../src/sample/sample-reports.ts';
import { type CorpusText, ordinary, telling } from './corpus.ts';
import { heldOut, typed, typedOrdinary } from './typed-corpus.ts';
import { spoken, spokenHeldOut, spokenOrdinary } from './village-corpus.ts';

function findingsIn(text: string): string[] {
  return findTextDisclosures(text).map(({ kind, excerpt }) => `${kind} ${excerpt.toLowerCase()}`);
}

function isTold(found: string, [kind, words]: readonly [string, string]): boolean {
  return found.startsWith(`${kind} `) && found.includes(words.toLowerCase());
}

function partOf(all: readonly boolean[]): number {
  return all.filter(Boolean).length / all.length;
}

/** How much of what the texts tell is found. */
function recall(texts: readonly CorpusText[]): number {
  return partOf(
    texts.flatMap(({ text, tells }) => {
      const found = findingsIn(text);
      return tells.map((each) => found.some((one) => isTold(one, each)));
    }),
  );
}

/** How much of what is found the texts tell. */
function precision(texts: readonly CorpusText[]): number {
  return partOf(
    texts.flatMap(({ text, tells }) =>
      findingsIn(text).map((one) => tells.some((each) => isTold(one, each))),
    ),
  );
}

const tellingNothing = (texts: readonly string[]) => texts.map((text) => ({ text, tells: [] }));

describe('findTextDisclosures, on texts as people write them', () => {
  it('it finds nine of ten that give their writers away, and is right nineteen times of twenty', () => {
    expect(recall(telling), 'recall').to.be.at.least(0.9);
    expect(precision([...telling, ...tellingNothing(ordinary)]), 'precision').to.be.at.least(0.95);
  });

  it('in the spelling of telephones, it finds all that the patterns were held against and three of five of the rest', () => {
    expect(recall(typed), 'recall').to.equal(1);
    expect(recall(heldOut), 'recall on texts held out').to.be.at.least(0.6);
    expect(precision([...typed, ...heldOut, ...tellingNothing(typedOrdinary)]), 'precision').to.be.at.least(
      0.95,
    );
  });

  it('in the words of many trades, it finds four of five that the patterns were held against and three of five of the rest', () => {
    expect(recall(spoken), 'recall').to.be.at.least(0.8);
    expect(recall(spokenHeldOut), 'recall on texts held out').to.be.at.least(0.6);
    const all = [...spoken, ...spokenHeldOut, ...tellingNothing(spokenOrdinary)];
    expect(precision(all), 'precision').to.be.at.least(0.95);
  });

  it('of the twelve sample reports it warns of those alone whose writers tell of themselves', () => {
    const warned = sampleReports.filter((report) =>
      Object.values(report).some(
        (value) => typeof value === 'string' && findTextDisclosures(value).length > 0,
      ),
    );
    expect(warned.map(({ name }) => name)).to.deep.equal(['honorarium', 'travel-claims', 'thanks']);
  });
});
