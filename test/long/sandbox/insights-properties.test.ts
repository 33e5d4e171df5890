import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { run } from '../../sandbox/run-insights.ts';

interface Line {
  readonly level: string;
  readonly ms?: number;
  readonly user: string;
}

const lines = fc.array(
  fc.record(
    {
      level: fc.constantFrom('INFO', 'WARN', 'ERROR'),
      ms: fc.integer({ min: -50, max: 50 }),
      user: fc.constantFrom('a', 'b'),
    },
    { requiredKeys: ['level', 'user'] },
  ),
  { maxLength: 30 },
) as fc.Arbitrary<Line[]>;

interface Condition {
  readonly text: string;
  readonly holds: (line: Line) => boolean;
}

const OPERATORS: readonly (readonly [string, (a: number, b: number) => boolean])[] = [
  ['=', (a, b) => a === b],
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
];

const simple: fc.Arbitrary<Condition> = fc.oneof(
  fc.tuple(fc.constantFrom(...OPERATORS), fc.integer({ min: -50, max: 50 })).map(([[sign, test_], bound]) => ({
    text: `ms ${sign} ${bound}`,
    holds: ({ ms }: Line) => ms !== undefined && test_(ms, bound),
  })),
  fc.constantFrom('INFO', 'ERROR').map((level) => ({
    text: `level != "${level}"`,
    holds: (line: Line) => line.level !== level,
  })),
  fc.constant({ text: 'level like /R/', holds: ({ level }: Line) => level.includes('R') }),
  fc.constant({ text: 'level in ["WARN", "INFO"]', holds: ({ level }: Line) => level !== 'ERROR' }),
  fc.constant({ text: 'isPresent(ms)', holds: ({ ms }: Line) => ms !== undefined }),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    simple,
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => ({
      text: `(${a.text} and ${b.text})`,
      holds: (line: Line) => a.holds(line) && b.holds(line),
    })),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => ({
      text: `(${a.text} or ${b.text})`,
      holds: (line: Line) => a.holds(line) || b.holds(line),
    })),
    tie('condition').map((a) => ({ text: `(not ${a.text})`, holds: (line: Line) => !a.holds(line) })),
  ),
}));

void test('filter keeps exactly the events for which the condition holds, in their order', () => {
  fc.assert(
    fc.property(lines, condition, (all, { text, holds }) => {
      const kept = run(`fields @message | filter ${text}`, ...all).map((row) => row['@message']);
      assert.deepEqual(
        kept,
        all.filter(holds).map((line) => JSON.stringify(line)),
      );
    }),
  );
});

void test('stats are what one reckons by hand', () => {
  fc.assert(
    fc.property(lines, (all) => {
      const query =
        'stats count(*) as n, count(ms) as some, sum(ms) as sum, min(ms) as least, max(ms) as most by level, user';
      const rows = run(query, ...all);
      const keys = [...new Set(all.map(({ level, user }) => `${level} ${user}`))];
      assert.deepEqual(
        rows,
        keys.map((key) => {
          const group = all.filter(({ level, user }) => `${level} ${user}` === key);
          const numbers = group.flatMap(({ ms }) => (ms === undefined ? [] : [ms]));
          const [level = '', user = ''] = key.split(' ');
          const counts = { level, user, n: String(group.length), some: String(numbers.length) };
          if (numbers.length === 0) return counts;
          const sum = String(numbers.reduce((a, b) => a + b, 0));
          return { ...counts, sum, least: String(Math.min(...numbers)), most: String(Math.max(...numbers)) };
        }),
      );
    }),
  );
});

void test('sort, dedup and limit take what a plain sort would', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 20 }), fc.boolean(), (all, limit, descending) => {
      const query = `fields ms, user | filter isPresent(ms) | sort user, ms ${descending ? 'desc' : 'asc'} | dedup user, ms | limit ${limit}`;
      const sign = descending ? -1 : 1;
      const wanted = all
        .filter(({ ms }) => ms !== undefined)
        .toSorted((a, b) => (a.user === b.user ? sign * ((a.ms ?? 0) - (b.ms ?? 0)) : a.user < b.user ? -1 : 1))
        .map(({ ms, user }) => `${ms} ${user}`);
      assert.deepEqual(
        run(query, ...all).map((row) => `${row['ms']} ${row['user']}`),
        [...new Set(wanted)].slice(0, limit),
      );
    }),
  );
});

void test('a glob finds again what a line was made of', () => {
  const word = fc.stringMatching(/^[a-z0-9.-]{0,8}$/);
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      const [row] = run('parse "[*] (*) *" as x, y, z | display x, y, z', `[${a}] (${b}) ${c}`);
      assert.deepEqual(row, { x: a, y: b, z: c });
    }),
  );
});
