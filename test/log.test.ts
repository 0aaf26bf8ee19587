import { expect } from 'chai';
import { StartRefused } from '../src/errors.ts';
import { createLog } from '../src/log.ts';

/** A log that keeps its lines. */
function keptLog() {
  const lines: string[] = [];
  const destination = {
    write: (line: string) => {
      lines.push(line);
    },
  };
  return { log: createLog('info', destination), lines };
}

describe('The log', () => {
  it('tells the day of a line and neither its time nor the machine', () => {
    const { log, lines } = keptLog();
    log.info('started');
    const line: unknown = JSON.parse(lines[0] ?? '');
    expect(line).to.have.all.keys('level', 'day', 'msg');
    expect(line)
      .to.have.property('day')
      .that.matches(/^\d{4}-\d{2}-\d{2}$/);
  });

  it("keeps what a library's error quotes to itself, and says its name, code and place", () => {
    const { log, lines } = keptLog();
    const inner = Object.assign(new Error('550 pelapor@example.org'), { code: 'EENVELOPE' });
    log.error({ err: new TypeError('cannot read “Budi menerima uang”', { cause: inner }) }, 'failed');
    expect(lines[0]).to.not.match(/Budi|pelapor/);
    expect(JSON.parse(lines[0] ?? '')).to.nested.include({
      'err.name': 'TypeError',
      'err.cause.code': 'EENVELOPE',
    });
    expect(lines[0]).to.include('log.test.ts');
  });

  it('shows the message of an error of ours, which holds no content', () => {
    const { log, lines } = keptLog();
    log.error({ err: new StartRefused('PORT is taken', { info: { name: 'PORT' } }) }, 'failed');
    expect(JSON.parse(lines[0] ?? '')).to.nested.include({
      'err.message': 'PORT is taken',
      'err.info.name': 'PORT',
    });
  });
});
