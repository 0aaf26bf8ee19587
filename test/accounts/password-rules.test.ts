import { expect } from 'chai';
import { passwordProblem } from '../../src/accounts/sign-in/password-rules.ts';

const about = ['Dedi Kurniawan', 'dedi.k@kantor.example', 'Bawaslu Kabupaten Contoh'];

describe('the rules for passwords', () => {
  const refused: readonly (readonly [password: string, problem: string])[] = [
    ['empat belas !!', 'short'],
    ['x'.repeat(129), 'long'],
    ['aaaaaaaaaaaaaaaaaaaa', 'common'],
    ['abcabcabcabcabcabc', 'common'],
    ['password12345678', 'common'],
    ['Password-Password-1', 'common'],
    ['qwertyuiop123456', 'common'],
    ['1q2w3e4r5t6y7u8i', 'common'],
    ['rahasia-merdeka-17', 'common'],
    ['assalamualaikum 17', 'common'],
    ['Zona Integritas 2026!', 'common'],
    ['zQjphsyf6ctifgu', 'common'], // leaked, and among the commonest of fifteen characters
    ['Vjhutyinthy1987', 'common'], // as before, near the end of them
    ['Zcvb1680sfghq2e4rdtf!!', 'common'],
    ['336755aa336755aa', 'common'],
    ['dedi kurniawan 99', 'own'],
    ['kurniawankurniawan', 'own'],
    ['bawaslu kabupaten contoh', 'own'],
  ];
  for (const [password, problem] of refused)
    it(`refuse ${password.slice(0, 30)} as ${problem}`, () => {
      expect(passwordProblem(password, about)).to.equal(problem);
    });

  const taken = [
    'kuda laut berenang jauh',
    'tujuh payung di atas meja',
    '                kuda laut                ',
    '🦀🐙🐬🦑🦐🐚🐳🐡🦭🐟🐠🦈🐋🪸🪼',
    'ひらがなだけのながいあいことば',
    'l0p$8Rz!wQ2#nV7',
  ];
  for (const password of taken)
    it(`take ${password.trim()}: any character, no rule of kinds`, () => {
      expect(passwordProblem(password, about)).to.equal(undefined);
    });

  it('take 64 characters and more, and count them after NFKC', () => {
    expect(passwordProblem('kuda laut berenang jauh '.repeat(4).trim() + ' ke utara')).to.equal(undefined);
    expect(passwordProblem('ﬀ'.repeat(7), about), 'seven ligatures are fourteen letters').to.equal('short');
  });
});
