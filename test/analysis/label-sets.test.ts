import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commonLabels, groupLabelSets, withoutLabels } from '../../src/analysis/label-sets.ts';

const sets = fc.array(
  fc.dictionary(fc.constantFrom('__name__', 'job', 'code', 'toString', 'pod'), fc.constantFrom('a', 'b'), {
    noNullPrototype: true,
  }),
  { minLength: 2, maxLength: 8 },
);

void test('common labels and the rest are the whole, and no rest shares a label', () => {
  fc.assert(
    fc.property(sets, (all) => {
      const common = commonLabels(all);
      const rests = all.map((set) => withoutLabels(set, common));
      assert.deepEqual(
        rests.map((rest) => ({ ...common, ...rest })),
        all,
      );
      assert.deepEqual(commonLabels(rests), {});
    }),
  );
});

void test('one series has nothing in common with others', () => {
  assert.deepEqual(commonLabels([{ job: 'a' }]), {});
  assert.deepEqual(commonLabels([]), {});
});

void test('every series is in exactly one group, whose labels it has', () => {
  fc.assert(
    fc.property(sets, (all) => {
      const groups = groupLabelSets(all, 2);
      assert.equal(
        groups.reduce((sum, { count }) => sum + count, 0),
        all.length,
      );
      for (const set of all) {
        const names = Object.keys(set)
          .filter((name) => name !== '__name__')
          .toSorted();
        const of = groups.filter(
          ({ metric, labels }) => metric === set['__name__'] && labels.map(({ name }) => name).join() === names.join(),
        );
        assert.equal(of.length, 1);
      }
    }),
  );
});

void test('a group counts the values of a label and keeps the first of them', () => {
  const all = ['c', 'a', 'b', 'a'].map((pod) => ({ __name__: 'up', job: 'x', pod }));
  assert.deepEqual(groupLabelSets(all, 2), [
    {
      metric: 'up',
      count: 4,
      labels: [
        { name: 'job', distinct: 1, examples: ['x'] },
        { name: 'pod', distinct: 3, examples: ['a', 'b'] },
      ],
    },
  ]);
});
