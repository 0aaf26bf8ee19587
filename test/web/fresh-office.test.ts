import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import express from 'express';
import { createFreshOffice } from '../../src/web/fresh-office.ts';

describe('The settings that every page waits for', () => {
  it('are waited for once for all while the database does not answer, and asked for again once it has', async () => {
    const readings: (() => void)[] = [];
    const freshOffice = createFreshOffice({
      isFresh: () => false,
      settings: async () => new Promise<void>((done) => void readings.push(done)),
    });
    const passed: string[] = [];
    const ask = async (page: string) =>
      new Promise<void>((done) => {
        void freshOffice(Object.create(express.request), Object.create(express.response), () => {
          passed.push(page);
          done();
        });
      });

    await Promise.all([ask('first'), ask('beside it')]);
    void ask('later');
    await setImmediate(); // it waits no more, so this is enough
    expect(passed).to.have.members(['first', 'beside it', 'later']);
    expect(readings).to.have.length(1);

    readings[0]?.();
    await setImmediate();
    const next = ask('after the answer');
    expect(readings).to.have.length(2);
    readings[1]?.();
    await next;
  });
});
