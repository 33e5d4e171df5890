import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UriTemplate } from '@modelcontextprotocol/sdk/shared/uriTemplate.js';
import fc from 'fast-check';
import { parseUri, uriOf, type Resource } from '../../../src/mcp/resources/uri.ts';

const word = fc
  .stringMatching(/^[a-z][a-z0-9-]{1,20}$/)
  .filter((text) => !['all', 'alarms', 'catalog', 'dashboards'].includes(text));
/** Slashes, percent signs, spaces, letters of every alphabet. */
const name = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('/', '%', ' ', '?', '#', '&', '+', '%2F', 'é', '世'),
      fc.string({ unit: 'grapheme', maxLength: 2 }),
    ),
    minLength: 1,
    maxLength: 40,
  })
  .filter((text) => text !== '');
const placed = fc.record(
  {
    kind: fc.constantFrom('alarms' as const, 'log-groups' as const),
    region: word,
    name,
    account: word,
  },
  { requiredKeys: ['kind', 'region', 'name'], noNullPrototype: true },
);
const resource: fc.Arbitrary<Resource> = fc.oneof(
  placed,
  fc.record({ kind: fc.constant('catalog' as const), name }, { noNullPrototype: true }),
  fc.record(
    { kind: fc.constant('dashboards' as const), name, account: word },
    { requiredKeys: ['kind', 'name'], noNullPrototype: true },
  ),
  fc.constant({ kind: 'firing' as const }),
);

test('every name comes back from its URI as it was', () => {
  fc.assert(
    fc.property(resource, (one) => {
      const uri = uriOf(one);
      assert.match(uri, /^cloudwatch:\/\/[\w.~!*'()%/?=-]+$/);
      assert.deepEqual(parseUri(uri), one);
    }),
  );
});

test('a template that a client expands makes a URI of the same resource', () => {
  fc.assert(
    fc.property(placed, (one) => {
      const template = new UriTemplate(`cloudwatch://{region}/${one.kind}/{name}{?account}`);
      const { kind: _kind, ...variables } = one;
      assert.deepEqual(parseUri(template.expand(variables as Record<string, string>)), one);
    }),
  );
});

test('any text is a resource or none, and a resource has one URI', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `cloudwatch://${text}`),
      ),
      (text) => {
        const one = parseUri(text);
        if (one !== undefined) assert.deepEqual(parseUri(uriOf(one)), one);
      },
    ),
  );
});

test('slashes of a name may stand as people write them; what is none of ours is nothing', () => {
  const shop = { kind: 'log-groups', region: 'us-east-1', name: '/shop/orders' };
  assert.deepEqual(parseUri('cloudwatch://us-east-1/log-groups//shop/orders'), shop);
  assert.deepEqual(parseUri('CloudWatch://us-east-1/log-groups/%2Fshop%2Forders'), shop);
  assert.deepEqual(parseUri('cloudwatch://us-east-1/alarms/a%20b?account=pay%20roll'), {
    kind: 'alarms',
    region: 'us-east-1',
    name: 'a b',
    account: 'pay roll',
  });
  for (const text of [
    '',
    'cloudwatch:',
    'cloudwatch://us-east-1',
    'cloudwatch://us-east-1/alarms',
    'cloudwatch://us-east-1/alarms/',
    'cloudwatch://us-east-1/queues/x',
    'cloudwatch://all/alarms/x',
    'cloudwatch://us-east-1/alarms/x?account=all',
    'cloudwatch://us-east-1/alarms/x?other=1',
    'cloudwatch://us-east-1/alarms/x#y',
    'cloudwatch://us-east-1/alarms/%zz',
    'cloudwatch://alarms/x',
    'cloudwatch://catalog/',
    `cloudwatch://us-east-1/alarms/${'x'.repeat(5_000)}`,
    'https://us-east-1/alarms/x',
  ]) {
    assert.equal(parseUri(text), undefined, text);
  }
});
