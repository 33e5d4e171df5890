import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createGate, EVERYBODY, type Gate, type GateLimits } from '../../src/budget/gate.ts';
import { runs } from '../support/runs.ts';

const LIMITS: GateLimits = {
  perPrincipal: 2,
  total: 3,
  queuePerPrincipal: 3,
  queueTotal: 5,
  longestWaitMs: 60_000,
};

/** Lets the microtasks run that a door opened. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Callers of a gate: who is in, in the order of coming in, and how to end the stay of one. Who still waits in the end goes away. */
function crowd(gate: Gate, t?: TestContext) {
  const all = new AbortController();
  t?.after(() => all.abort());
  const inside: { name: string; leave: () => void }[] = [];
  return {
    inside,
    names: () => inside.map(({ name }) => name),
    /** So many calls of one, which may wait. */
    start(name: string, calls: number): void {
      for (let i = 0; i < calls; i += 1) this.come(name).catch(() => undefined);
    },
    async come(name: string, signal = all.signal, longestMs = 60_000): Promise<void> {
      const leave = await gate.enter(name, signal, longestMs);
      inside.push({ name, leave });
    },
    async leave(name: string): Promise<void> {
      const at = inside.findIndex((one) => one.name === name);
      inside.splice(at, 1)[0]?.leave();
      await settled();
    },
  };
}

void test('one caller has so many calls under way and no more, whoever else has none', async (t) => {
  const gate = createGate(LIMITS);
  const here = crowd(gate, t);
  here.start('ann', 4);
  here.start('ben', 1);
  await settled();
  assert.deepEqual(here.names(), ['ann', 'ann', 'ben']);
  assert.deepEqual(gate.state(), { running: 3, waiting: 2 });
  await here.leave('ben');
  assert.deepEqual(here.names(), ['ann', 'ann'], 'a free place is not for one who has his');
  await here.leave('ann');
  assert.deepEqual(here.names(), ['ann', 'ann']);
});

void test('those who wait are let in in turn, caller by caller', async (t) => {
  const gate = createGate({ ...LIMITS, perPrincipal: 3, queuePerPrincipal: 100, queueTotal: 1_000 });
  const here = crowd(gate, t);
  here.start('ann', 100);
  here.start('ben', 1);
  await settled();
  await here.leave('ann');
  assert.deepEqual(here.names(), ['ann', 'ann', 'ann']);
  await here.leave('ann');
  assert.deepEqual(here.names(), ['ann', 'ann', 'ben']);
});

void test('everybody where nobody is told from another have only the total in common', async (t) => {
  const gate = createGate(LIMITS);
  const here = crowd(gate, t);
  here.start(EVERYBODY, 3);
  await settled();
  assert.equal(here.names().length, 3);
});

void test('more than may wait are refused at once, with the numbers and a wait', async (t) => {
  const gate = createGate(LIMITS);
  const here = crowd(gate, t);
  here.start('ann', 5);
  await assert.rejects(here.come('ann'), {
    code: 'overloaded',
    message:
      'You have 2 calls under way (all callers together: 2) and 3 waiting: no more may wait. Nothing was read. Wait 2 seconds, then ask again, and ask fewer things at a time.',
  });
  await here.come('ben');
});

void test('a wait ends after the longest, and with its caller, and nothing stays of it', async (t) => {
  const gate = createGate(LIMITS);
  const here = crowd(gate, t);
  here.start('ann', 2);
  await assert.rejects(
    here.come('ann', undefined, 20),
    /^ToolError: You have 2 calls .* and 0 waiting: this one waited 1 s/,
  );
  const gone = new AbortController();
  const waiting = here.come('ann', gone.signal);
  gone.abort(new Error('gone'));
  await assert.rejects(waiting, /gone/);
  assert.deepEqual(gate.state(), { running: 2, waiting: 0 });
});

void test('whoever comes, leaves or goes away: never more inside than allowed, and no place stays empty', async () => {
  const step = fc.record({
    who: fc.constantFrom('ann', 'ben', 'cem', 'dot'),
    what: fc.constantFrom('come', 'come', 'leave', 'goAway'),
  });
  const limits = fc.record({
    perPrincipal: fc.integer({ min: 1, max: 3 }),
    total: fc.integer({ min: 1, max: 5 }),
    queuePerPrincipal: fc.integer({ min: 0, max: 4 }),
    queueTotal: fc.integer({ min: 0, max: 6 }),
    longestWaitMs: fc.constant(60_000),
  });
  await fc.assert(
    fc.asyncProperty(limits, fc.array(step, { maxLength: 60 }), async (limit, steps) => {
      const gate = createGate(limit);
      const { inside, ...here } = crowd(gate);
      const waiting: { who: string; caller: AbortController }[] = [];
      for (const { who, what } of steps) {
        if (what === 'come') {
          const caller = new AbortController();
          const one = { who, caller };
          waiting.push(one);
          const end = () => void waiting.splice(waiting.indexOf(one), 1);
          here.come(who, caller.signal).then(end, end);
        }
        if (what === 'leave' && here.names().includes(who)) await here.leave(who);
        if (what === 'goAway') waiting.findLast((one) => one.who === who)?.caller.abort();
        await settled();
        const count = (name: string) => here.names().filter((other) => other === name).length;
        assert.deepEqual(gate.state(), { running: inside.length, waiting: waiting.length });
        assert.ok(inside.length <= limit.total && waiting.length <= limit.queueTotal);
        for (const name of new Set(here.names())) assert.ok(count(name) <= limit.perPrincipal);
        for (const { who: name } of waiting) {
          assert.ok(
            inside.length === limit.total || count(name) === limit.perPrincipal,
            'a place is free for one who waits',
          );
        }
      }
      for (const { caller } of waiting) caller.abort();
      await settled();
      while (inside.length > 0) await here.leave(here.names()[0] ?? '');
      assert.deepEqual(gate.state(), { running: 0, waiting: 0 });
    }),
    runs(100),
  );
});
