import type { SampleReport } from '../../src/sample/sample-reports.ts';
import type { Content } from './needles.ts';

/** What somebody wrote and never sent, with a file of their own. */
export interface Unsent {
  readonly report: SampleReport;
  readonly file: Content;
}

const common = { lane: 'protected', concerns: [], files: [], conversation: [] } as const;

function fileOf(name: string, line: string): Content {
  const lines = Array.from({ length: 300 }, (_, at) => `${at};${(at * 7919) % 10_007};${line}\n`);
  return { name, bytes: Buffer.from(lines.join('')) };
}

/** Given up on the first day, and gone after two. */
export const sweptReport: Unsent = {
  report: {
    ...common,
    name: 'given-up-and-swept',
    category: 'gratification',
    what: 'Bingkisan kelontong dititipkan rekanan bengkel di pos satpam setiap lebaran.',
    who: 'Kasubbag Perlengkapan Wiryawan Sastradinata',
    where: 'Pos satpam seberang kantin Mutiara',
    when: 'Malam takbiran',
    how: 'Kardus berpita merah diselipkan amplop lelayu',
    identity: { name: 'Suprihatiningsih Wulansari', contact: 'suprihatin@terdahulu.invalid' },
  },
  file: fileOf('catatan-bingkisan-kelontong.csv', 'dus sirop dititipkan'),
};

/** Given up on the second day, and still there at the end. */
export const lyingReport: Unsent = {
  report: {
    ...common,
    name: 'given-up-and-lying',
    category: 'procurement',
    what: 'Penyedia seragam olahraga ternyata keponakan penandatangan kontraknya.',
    who: 'Pejabat pengadaan Hariyono Kertapati',
    where: 'Gudang konveksi Jembatan Sulung',
    when: 'Pertengahan triwulan',
    how: 'Penawaran pembanding diketik oleh orang yang sama',
    identity: { name: 'Bambang Tirtoatmojo', contact: 'tirtoatmojo@terkemudian.invalid' },
  },
  file: fileOf('perbandingan-harga-seragam.csv', 'setelan training bordir'),
};
