import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { type Figure, isReached, ratioOf, summaryOf } from '../../scripts/bench/figure.ts';
import { type Machine, outcomeOf } from '../../scripts/bench/outcome.ts';
import { makeOffice } from '../../scripts/bench/portal.ts';
import { environmentOfOurs } from '../../scripts/environment-of-ours.ts';

const machine: Machine = { processors: 2, model: 'a processor', node: '20.19.0', store: 'embedded' };
const light: Figure = {
  section: 'Pages',
  name: 'home',
  value: 6,
  unit: 'KB',
  baseline: 5,
  mark: { of: 'value', most: 14 },
};
const heavy: Figure = { ...light, name: 'form', value: 15 };

/** The bench's main program, as `npm run bench` starts it once everything is built. */
async function bench(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/bench/main.ts', ...args], {
    env: environmentOfOurs(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, lastOfErr: err.trimEnd().split('\n').at(-1), err, exitCode: await exited };
}

describe('the bench', () => {
  it('run for a section, writes each figure beside bare Express in the same run, and ends as its marks say', async function () {
    this.timeout(120_000);
    const { out, lastOfErr, exitCode } = await bench('--only', 'weights', '--json');
    const told: { machine: Machine; figures: (Figure & { ratio: number; reached: boolean })[] } =
      JSON.parse(out);
    expect(told.machine).to.include({ node: process.versions.node });
    expect(told.figures.map(({ name }) => name)).to.include.members(['/', '/en', '/lapor', 'after /lacak']);
    for (const figure of told.figures) {
      expect(figure.value, figure.name).to.be.greaterThan(figure.baseline ?? Infinity); // our heads are longer
      expect(figure.ratio, figure.name).to.equal(ratioOf(figure)).and.to.be.lessThan(2);
      expect(figure.reached, figure.name).to.equal(isReached(figure)).and.to.equal(true);
    }
    expect(lastOfErr).to.equal(summaryOf(told.figures));
    expect(exitCode).to.equal(0);
  });

  it('that gives an office up leaves no portal of it running, and waits for none that has ended', async function () {
    this.timeout(60_000);
    const office = await makeOffice();
    await (await office.start()).stop();
    const { port } = await office.start();
    await office.remove();
    const answer = await fetch(`http://127.0.0.1:${port}/`).then(
      ({ status }) => status,
      () => 'none',
    );
    expect(answer).to.equal('none');
  });

  it('asked for a section that there is none of, names those that there are', async function () {
    this.timeout(60_000);
    const { err, exitCode } = await bench('--only', 'nothing');
    expect(err).to.include('no section nothing; there are pages, weights, reports, files, cases');
    expect(exitCode).to.equal(1);
  });

  it('with a mark that was missed, names it in the last line and ends with 1', () => {
    const { out, err, exitCode } = outcomeOf([light, heavy], machine, false);
    expect(out).to.match(/home +6\.00 KB +5\.00 KB \(bare Express\) +1\.20 +≤ 14 KB +ok$/m);
    expect(out).to.match(/form +15\.0 KB +5\.00 KB \(bare Express\) +3\.00 +≤ 14 KB +MISSED$/m);
    expect(out).to.match(
      /2 × a processor, Node 20\.19\.0, store: embedded\n1 marks met, 1 missed: Pages, form\n$/,
    );
    expect([err, exitCode]).to.deep.equal(['', 1]);
  });

  it('with all marks met, ends with 0', () => {
    expect(outcomeOf([light], machine, false)).to.include({ exitCode: 0 });
  });

  it('asked for JSON, has the line of the marks on stderr and nothing but JSON on stdout', () => {
    const { out, err, exitCode } = outcomeOf([light, heavy], machine, true);
    expect(JSON.parse(out)).to.deep.equal({
      machine,
      figures: [
        { ...light, ratio: 1.2, reached: true },
        { ...heavy, ratio: 3, reached: false },
      ],
    });
    expect([err, exitCode]).to.deep.equal(['1 marks met, 1 missed: Pages, form\n', 1]);
  });
});
