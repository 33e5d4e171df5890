import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configInFile } from '../support/config-in-file.ts';

const { load, refusal } = configInFile();

/** Policies with what can match nothing, and what is said of each. */
const WRONG: readonly (readonly [string, string])[] = [
  [
    "policy: { everyone: { logGroups: { deny: ['/hr', 'arn:aws:logs:us-east-1:111122223333:log-group:/hr/pay:*'] } } }",
    ', line 1: policy.everyone.logGroups.deny[1] is "arn:aws:logs:us-east-1:111122223333:log-group:/hr/pay:*": log groups are matched by name: write "/hr/pay".',
  ],
  [
    "accounts: [{ id: '111122223333', alias: shop, logGroups: { allow: ['arn:*'] } }]",
    ', line 1: accounts[0].logGroups.allow[0] is "arn:*": log groups are matched by name: write "/aws/lambda/…".',
  ],
  [
    'regions: [us-east-1, eu-west-1]\npolicy: { everyone: { regions: { deny: [us-west-1, EU-WEST-1] } } }',
    ', line 2: policy.everyone.regions.deny[0] is "us-west-1", and the regions are us-east-1, eu-west-1: did you mean eu-west-1?',
  ],
  [
    "policy: { everyone: { regions: { allow: [ap-south-1, 'us-*', us-east-1] } } }\naccounts: [{ id: '111122223333', alias: staging, regions: [us-east-1] }]",
    ', line 1: policy.everyone.regions.allow[0] is "ap-south-1", and the regions are us-east-1.',
  ],
  [
    'policy: { everyone: { promqlSources: { deny: [shop] } } }',
    ', line 1: policy.everyone.promqlSources.deny[0] is "shop", and prometheusUrls has none: a workspace is named by its id ws-…, not by its alias.',
  ],
  [
    "prometheusUrls: { Main: http://x }\npolicy: { everyone: { promqlSources: { deny: [main, 'prometheus:mein', ws-1, 'cloudwatch:*', 'm*', '*', 'amp:*/ws-1', 'c*'] } } }",
    ', line 2: policy.everyone.promqlSources.deny[1] is "prometheus:mein", and prometheusUrls has Main: did you mean Main?',
  ],
  ...['amp:us-east-1/shop', 'shop*', 'prometheus:*', 'amp:us-east-1/shop-*'].map(
    (source) =>
      [
        `policy: { everyone: { promqlSources: { deny: ['${source}', 'amp:*'] } } }`,
        `, line 1: policy.everyone.promqlSources.deny[0] is "${source}", and prometheusUrls has none: a workspace is named by its id ws-…, not by its alias.`,
      ] as const,
  ),
  [
    "policy:\n  rules:\n    - { name: all, principals: [x, '*'] }\n    - { name: hr, principals: [anyone] }",
    ', line 4: policy.rules[1] stands behind policy.rules[0], which names everybody: it must stand before it.',
  ],
  [
    "policy: { rules: [{ name: a, principals: ['group:hr', ana] }, { name: b, principals: ['any*'] }] }",
    ', line 1: policy.rules[0].principals names callers, and auth is none, where all are anyone.',
  ],
];

for (const [text, said] of WRONG) {
  test(`what of a policy can match nothing is refused: ${JSON.stringify(text)}`, () => {
    assert.equal(refusal(text), said);
  });
}

test('what variables say is not held against the file', () => {
  const policy =
    'policy: { everyone: { regions: { deny: [us-west-1] }, promqlSources: { deny: [shop] } }, rules: [{ name: a, principals: [ana] }] }';
  const env = {
    CLOUDWATCH_MCP_REGIONS: 'us-west-1',
    CLOUDWATCH_MCP_PROMETHEUS_URLS: 'shop=http://x',
    CLOUDWATCH_MCP_AUTH: 'bearer',
    CLOUDWATCH_MCP_BEARER_TOKENS_FILE: '/tokens',
  };
  assert.deepEqual(load(`regions: [us-east-1]\n${policy}`, env).regions, ['us-west-1']);
  const auth = 'auth: bearer\nbearerTokensFile: /tokens\n';
  assert.throws(() => load(auth + policy, { ...env, CLOUDWATCH_MCP_AUTH: 'none' }), /names callers, and auth is none/);
});
