import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLedger, type LedgerLimits, OverBudget } from '../../src/budget/ledger.ts';
import { createMeter, type Hold, type Meter } from '../../src/budget/meter.ts';
import { WINDOW_MS } from '../../src/budget/rolling-window.ts';
import { runs } from '../support/runs.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');

/** Meters over one ledger, and the clock of it. */
function meters(limits: Partial<LedgerLimits>): { clock: { now: number }; of: (principal: string) => Meter } {
  const clock = { now: NOON };
  const ledger = createLedger({ principalPerHour: {}, totalPerHour: {}, ...limits }, () => clock.now);
  return { clock, of: (principal) => createMeter(principal, ledger, () => ({})) };
}

const use = (meter: Meter, amount: number) =>
  meter.reserve({ metricsRequested: amount }).settle({ metricsRequested: amount });

void test('a refusal says what is needed, what is left, when enough is free, and the way round', () => {
  const { clock, of } = meters({ principalPerHour: { metricsRequested: 1_000 } });
  use(of('ann'), 600);
  clock.now += 10 * 60_000;
  use(of('ann'), 300);
  assert.throws(() => of('ann').reserve({ metricsRequested: 500 }), {
    code: 'too_expensive',
    message:
      'This needs 500 metrics of GetMetricData. Left: 100 of your 1,000 an hour (900 used); enough is free again at 2026-11-21T13:01Z. Ask for fewer metrics at a time, or for a longer period or a shorter window, which need fewer pages, or ask again then.',
  });
  use(of('ben'), 500);
  clock.now = Date.parse('2026-11-21T13:01:00Z');
  use(of('ann'), 500);
});

void test('one AWS call is the least there is: nothing is said of asking for less', () => {
  const { of } = meters({ principalPerHour: { awsCalls: 2 } });
  of('ann').reserve({ awsCalls: 2 }).settle({ awsCalls: 2 });
  assert.throws(() => of('ann').reserve({ awsCalls: 1 }), {
    message:
      /^This needs 1 AWS call\. Left: 0 of your 2 an hour \(2 used\); enough is free again at \S+ Ask again then\.$/,
  });
  assert.throws(() => of('ann').ahead({ awsCalls: 2 }), {
    message: /Ask for fewer regions, accounts and log groups at a time, or ask again then\.$/,
  });
});

void test('what never fits is refused as such, and what calls under way hold is named', () => {
  const { of } = meters({ totalPerHour: { logBytesRead: 3 * 1024 * 1024 } });
  assert.throws(
    () => of('ann').reserve({ logBytesRead: 4 * 1024 * 1024 }),
    /^ToolError: This needs up to 4 MiB of log events\. Left: 3 MiB of this server's 3 MiB an hour \(0 B used\); a whole hour has not so much\. Ask for a shorter window, fewer log groups, or a more selective pattern\.$/,
  );
  of('ben').reserve({ logBytesRead: 2 * 1024 * 1024 });
  assert.throws(
    () => of('ann').reserve({ logBytesRead: 2 * 1024 * 1024 }),
    /Left: 1 MiB of this server's 3 MiB an hour \(0 B used, 2 MiB set aside for calls under way\); enough is free when the calls under way have ended\./,
  );
});

void test('what a read does not use is free again at once, what it uses beyond is counted', () => {
  const { of } = meters({ principalPerHour: { metricsRequested: 10 } });
  const meter = of('ann');
  const hold = meter.reserve({ metricsRequested: 10 });
  assert.equal(meter.left('metricsRequested'), 0);
  hold.settle({ metricsRequested: 3 });
  hold.settle({ metricsRequested: 9 });
  assert.equal(meter.left('metricsRequested'), 7, 'the first end counts');
  meter.reserve({ metricsRequested: 1 }).settle({ metricsRequested: 20 });
  assert.equal(meter.left('metricsRequested'), 0);
  assert.deepEqual(meter.used, { metricsRequested: 23 });
  assert.equal(meter.left('awsCalls'), undefined);
});

void test('reads draw from what the call has set aside, whose rest its end gives back', () => {
  const { of } = meters({ principalPerHour: { metricsRequested: 10 } });
  const meter = of('ann');
  meter.ahead({ metricsRequested: 8 });
  assert.throws(() => of('ann').reserve({ metricsRequested: 3 }), OverBudget);
  meter.reserve({ metricsRequested: 4 }).settle({ metricsRequested: 4 });
  const late = meter.reserve({ metricsRequested: 4 });
  assert.throws(() => meter.reserve({ metricsRequested: 3 }), OverBudget);
  meter.close();
  assert.equal(meter.left('metricsRequested'), 2, 'a read that outlives its call keeps what is its own');
  late.settle({});
  assert.equal(meter.left('metricsRequested'), 6);
});

void test('no hour sees more than a limit, of one or of all; when all is over all that was not used is free', () => {
  const step = fc.record({
    who: fc.constantFrom('ann', 'ben', 'cem'),
    wait: fc.integer({ min: 0, max: 25 * 60_000 }),
    amount: fc.integer({ min: 1, max: 12 }),
    what: fc.constantFrom('reserve', 'ahead', 'settle', 'close'),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const limit = fc.integer({ min: 5, max: 30 });
  fc.assert(
    fc.property(limit, limit, fc.array(step, { maxLength: 80 }), (own, all, steps) => {
      const { clock, of } = meters({
        principalPerHour: { metricsRequested: own },
        totalPerHour: { metricsRequested: all },
      });
      const open = new Map<string, Meter>();
      const holds: { who: string; hold: Hold; amount: number }[] = [];
      const used: { who: string; at: number; amount: number }[] = [];
      const settle = (share: number) => {
        const last = holds.pop();
        if (last === undefined) return;
        const amount = Math.floor(last.amount * share);
        last.hold.settle({ metricsRequested: amount });
        used.push({ who: last.who, at: clock.now, amount });
      };
      const inHour = (who?: string) =>
        used
          .filter((one) => one.at > clock.now - WINDOW_MS && (who === undefined || one.who === who))
          .reduce((sum, { amount }) => sum + amount, 0);
      for (const { who, wait, amount, what, share } of steps) {
        clock.now += wait;
        const meter = open.get(who) ?? of(who);
        open.set(who, meter);
        try {
          if (what === 'ahead') meter.ahead({ metricsRequested: amount });
          if (what === 'reserve') holds.push({ who, amount, hold: meter.reserve({ metricsRequested: amount }) });
        } catch (error) {
          assert.ok(error instanceof OverBudget);
        }
        if (what === 'settle') settle(share);
        if (what === 'close') {
          meter.close();
          open.delete(who);
        }
        assert.ok(inHour() <= all, 'all');
        assert.ok(inHour(who) <= own, who);
      }
      while (holds.length > 0) settle(0);
      for (const meter of open.values()) meter.close();
      clock.now += 2 * WINDOW_MS;
      for (const who of ['ann', 'ben', 'cem']) assert.equal(of(who).left('metricsRequested'), Math.min(own, all));
    }),
    runs(300),
  );
});
