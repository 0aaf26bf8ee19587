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

  it('has one line for each thing that is told, whatever an error of ours or of a library quotes', () => {
    const { log, lines } = keptLog();
    const forged = 'x\n{"level":"info","msg":"forged"}\r\u2028';
    log.error({ err: Object.assign(new Error(forged), { name: forged, code: forged }) }, 'failed');
    log.error({ err: new StartRefused(forged, { info: { name: forged } }) }, 'failed');
    expect(lines).to.have.length(2);
    for (const line of lines) {
      expect(line.trimEnd()).to.not.match(/[\r\n]/);
      expect(JSON.parse(line)).to.include({ level: 'error', msg: 'failed' });
    }
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
