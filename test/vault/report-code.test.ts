import { expect } from 'chai';
import * as fc from 'fast-check';
import { crockford32CheckSymbol } from '../../src/vault/check-symbol.ts';
import { randomSymbols } from '../../src/vault/crockford.ts';
import { newReportCode, parseReportCode, reportCodeKeys } from '../../src/vault/report-code.ts';

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function codeFrom(random: string): string {
  return random + crockford32CheckSymbol(random);
}

function replaced(code: string, position: number, symbols: string): string {
  return code.slice(0, position) + symbols + code.slice(position + symbols.length);
}

describe('a report code', () => {
  it('that is new, has five groups of four of the alphabet and parses to itself', () => {
    for (let n = 0; n < 500; n += 1) {
      const code = newReportCode();
      expect(code).to.match(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){4}$/);
      expect(parseReportCode(code)).to.eql({ ok: true, code });
    }
  });

  it('uses every symbol at every place', () => {
    const seen = Array.from({ length: 20 }, () => new Set<string>());
    for (let n = 0; n < 2000; n += 1) {
      Array.from(newReportCode().replaceAll('-', '')).forEach((symbol, place) => seen[place]?.add(symbol));
    }
    expect(seen.map((symbols) => symbols.size)).to.eql(Array.from({ length: 20 }, () => 32));
  });

  it('typed in any case, with any spaces and dashes, is the same code', () => {
    const code = newReportCode();
    const separators = [
      '',
      ' ',
      '-',
      '\u00A0',
      '\u2009',
      '\u2010',
      '\u2011',
      '\u2013',
      '\u2014',
      '\u2212',
      '\u200B',
      '\t',
      '\r\n',
      '_',
      ' — ',
    ];
    for (const separator of separators) {
      const typed = ` ${code.toLowerCase().replaceAll('-', separator)}\n`;
      expect(parseReportCode(typed), JSON.stringify(separator)).to.eql({ ok: true, code });
    }
    const fullWidth = Array.from(code, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)).join(
      '',
    );
    expect(parseReportCode(fullWidth)).to.eql({ ok: true, code });
  });

  it('typed with I, L, O or U, is read with 1, 1, 0 and V', () => {
    const random = '110V0V1101V0V0110V1';
    const parsed = parseReportCode(codeFrom(random));
    for (const typed of ['ILOUOUILOIUOUOILOUI', 'iloUouiloiuouoilouL']) {
      expect(parseReportCode(typed + crockford32CheckSymbol(random))).to.eql(parsed);
    }
  });

  it('with one symbol wrong, wherever and whichever, is refused for its check', () => {
    for (const code of [codeFrom('0'.repeat(19)), codeFrom(randomSymbols(19))]) {
      for (let position = 0; position < 20; position += 1) {
        for (const symbol of SYMBOLS) {
          if (symbol === code[position]) continue;
          expect(parseReportCode(replaced(code, position, symbol))).to.eql({ ok: false, problem: 'check' });
        }
      }
    }
  });

  it('with any two different neighbours exchanged, wherever, is refused for its check', () => {
    for (let position = 0; position < 19; position += 1) {
      for (const left of SYMBOLS) {
        for (const right of SYMBOLS) {
          const code = withPair(position, left, right);
          if (code === undefined) continue;
          const [first = '', second = ''] = code.slice(position, position + 2);
          expect(parseReportCode(code).ok, code).to.equal(true);
          if (first === second) continue;
          const exchanged = parseReportCode(replaced(code, position, second + first));
          expect(exchanged, `${code} at ${position}`).to.eql({ ok: false, problem: 'check' });
        }
      }
    }
  });

  it('of another length or with other characters, is refused for that', () => {
    const code = newReportCode();
    for (const typed of ['', '   ', '----', code.slice(0, -1), `${code}0`, '0'.repeat(1_000_000)]) {
      expect(parseReportCode(typed)).to.eql({ ok: false, problem: 'length' });
    }
    for (const typed of [`${code.slice(0, -1)}*`, `${code}.`, 'saya lupa kode saya!', '🙂', '\u0000']) {
      expect(parseReportCode(typed)).to.eql({ ok: false, problem: 'characters' });
    }
  });

  it('that is anything at all, is answered without an error', () => {
    const anything = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...Array.from(`${SYMBOLS}iu- `)),
        fc.string({ unit: 'binary', maxLength: 1 }),
      ),
      maxLength: 60,
    });
    fc.assert(
      fc.property(anything, (typed) => {
        const parsed = parseReportCode(typed);
        if (parsed.ok) expect(parseReportCode(parsed.code)).to.eql(parsed);
      }),
      { numRuns: 500 },
    );
  });
});

/** A valid code with these two symbols at a position; at the last one, the second is the check and decides itself. */
function withPair(position: number, left: string, right: string): string | undefined {
  if (position < 18) return codeFrom(replaced('7'.repeat(19), position, left + right));
  return right === '0' ? codeFrom(replaced('7'.repeat(19), 18, left)) : undefined;
}

describe('the keys of a report code', () => {
  it('are the same however it was typed, and differ from one another and from other codes', () => {
    const code = newReportCode();
    const keys = reportCodeKeys(code);
    expect(reportCodeKeys(code.toLowerCase().replaceAll('-', ' '))).to.eql(keys);
    expect(keys.wrappingKey).to.have.length(32);
    expect(Buffer.from(keys.wrappingKey).toString('base64url')).not.to.equal(keys.lookupId);
    expect(reportCodeKeys(newReportCode()).lookupId).not.to.equal(keys.lookupId);
  });

  it('exist for parsed codes only', () => {
    expect(() => reportCodeKeys('ABCD')).to.throw(RangeError);
  });
});
