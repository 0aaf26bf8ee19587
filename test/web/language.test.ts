import { expect } from 'chai';
import { splitLocale } from '../../src/web/language.ts';

describe('an address', () => {
  const addresses: readonly [url: string, locale: string, path: string][] = [
    ['/', 'id', '/'],
    ['/en', 'en', '/'],
    ['/en/', 'en', '/'],
    ['/en?a=b', 'en', '/?a=b'],
    ['/en/lapor?a=/b//c', 'en', '/lapor?a=/b//c'],
    ['/endah/x', 'id', '/endah/x'],
    ['/lapor', 'id', '/lapor'],
  ];
  for (const [url, locale, path] of addresses) {
    it(`${url}, is split into its language and its path`, () => {
      expect(splitLocale(url)).to.eql({ locale, path });
    });
  }

  for (const url of ['//other.example', '/en//other.example', '/en/\\other.example', '/\\/other.example']) {
    it(`${url}, makes no path that leads to another site`, () => {
      expect(splitLocale(url).path).to.equal('/other.example');
    });
  }
});
