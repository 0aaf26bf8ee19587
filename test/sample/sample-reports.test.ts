import { expect } from 'chai';
import { findTextDisclosures } from '../../src/disclosure/text-disclosures.ts';
import { sampleFileNames } from '../../src/sample/sample-files.ts';
import { sampleReports } from '../../src/sample/sample-reports.ts';

const requiredOfProtected = ['who', 'where', 'when', 'how'] as const;
const wordsIn = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');
const allText = sampleReports.map((report) => JSON.stringify(report)).join('\n');

describe('sample reports', () => {
  it('the reports, together, are twelve of both lanes with names of their own', () => {
    expect(sampleReports).to.have.length(12);
    expect(new Set(sampleReports.map((report) => report.name)).size).to.equal(12);
    expect(new Set(sampleReports.map((report) => report.lane))).to.deep.equal(
      new Set(['protected', 'service']),
    );
  });

  it('their accounts, in length, go from two lines to some 5,000 words', () => {
    const lengths = sampleReports.map((report) => wordsIn(report.what).length);
    expect(Math.max(...lengths)).to.be.within(4600, 5400);
    expect(sampleReports.some((report) => report.what.split('\n').length === 2)).to.equal(true);
  });

  it('the longest account, as told, repeats no paragraph and few sentences', () => {
    const longest = sampleReports.find((report) => report.name === 'travel-claims')?.what ?? '';
    const sentences = longest.split(/(?<=[.?!])\s+/u);
    expect(new Set(longest.split('\n\n')).size).to.equal(longest.split('\n\n').length);
    expect(new Set(sentences).size / sentences.length).to.be.greaterThan(0.97);
  });

  it('a protected report, to pass the form, answers what, who, where, when and how', () => {
    for (const report of sampleReports.filter(({ lane }) => lane === 'protected')) {
      for (const field of requiredOfProtected) {
        expect(report[field], `${report.name} ${field}`).to.match(/\S/u);
      }
    }
  });

  it('their texts, among them, hold what breaks careless programs', () => {
    for (const difficult of [
      '😔',
      '“',
      '’',
      '\u200f',
      '\\t',
      '<script>',
      '{{',
      '\u00a0',
      '\u00ad',
      'الدين',
      '👩🏽‍💼',
    ]) {
      expect(allText.includes(difficult), difficult).to.equal(true);
    }
    const lines = sampleReports.flatMap((report) => report.what.split('\n'));
    expect(Math.max(...lines.map((line) => line.length))).to.be.greaterThan(1900);
  });

  it('their files, together, are all the sample files', () => {
    expect(new Set(sampleReports.flatMap((report) => report.files))).to.deep.equal(new Set(sampleFileNames));
  });

  it('the conversations, with few exceptions, go both ways', () => {
    expect(sampleReports.every((report) => report.conversation.length > 0)).to.equal(true);
    expect(
      sampleReports.filter((report) => report.conversation.some(({ from }) => from === 'reporter')),
    ).to.have.length.above(9);
  });

  it('the report that tells who wrote it, searched, gives everything away', () => {
    const honorarium = sampleReports.find((report) => report.name === 'honorarium');
    const kinds = findTextDisclosures(honorarium?.what ?? '').map((found) => found.kind);
    expect(new Set(kinds)).to.deep.equal(
      new Set(['own-name', 'role', 'self-reference', 'phone', 'email', 'address']),
    );
  });

  it('reports whose writers took care, searched, give nothing of theirs away', () => {
    for (const name of [
      'parcel',
      'recruitment-fee',
      'vehicle-rental',
      'insults',
      'official-car',
      'public-information',
    ]) {
      const report = sampleReports.find((each) => each.name === name);
      expect(findTextDisclosures(report?.what ?? ''), name).to.deep.equal([]);
    }
  });
});
