import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../src/config.ts';
import { configInFile } from './support/config-in-file.ts';

const { load, refusal } = configInFile();

/** Files with one mistake, and what is said of each. */
const WRONG: readonly (readonly [string, string])[] = [
  ['# a comment\n\nport: 70000', ', line 3: port is 70000: it must be a whole number from 0 to 65535.'],
  ["port: '3334'", ', line 1: port is "3334": it must be a whole number from 0 to 65535.'],
  ['auth: Bearer', ', line 1: auth is "Bearer": it must be one of none, bearer, oidc (did you mean bearer?).'],
  ['auth:', ', line 1: auth is empty: it must be one of none, bearer, oidc.'],
  ['allowUnauthenticated: yes', ', line 1: allowUnauthenticated is "yes": it must be true or false.'],
  ['regions: us-east-1,eu-west-1', ', line 1: regions is "us-east-1,eu-west-1": it must be a list.'],
  ['regions:\n  - us-east-1\n  - x', ', line 3: regions[1] is "x": it must be an AWS region such as us-east-1.'],
  ['toolsets: some', ', line 1: toolsets is "some": it must be all, or a list.'],
  [
    'toolsets: [logs, metric]',
    ', line 1: toolsets[1] is "metric": it must be one of logs, metrics, alarms, promql, bedrock, server, cli (did you mean metrics?).',
  ],
  ['logLevel: loud', ', line 1: logLevel is "loud": it must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL.'],
  [
    'budgets: { quotas: { "logs:FilterLogEvents": 0 } }',
    ', line 1: budgets.quotas.logs:FilterLogEvents is 0: it must be more than 0.',
  ],
  [
    'budgets: { concurrency: { longestWaitSeconds: 0 } }',
    ', line 1: budgets.concurrency.longestWaitSeconds is 0: it must be more than 0.',
  ],
  ['accounts: []', ', line 1: accounts is an empty list: it must have at least one item.'],
  [
    'accounts:\n  - id: 111122223333\n    alias: shop',
    ', line 2: accounts[0].id is 111122223333: it must be the 12 digits of an account in quotes, else YAML reads a number.',
  ],
  ["accounts:\n  - id: '111122223333'", ', line 2: accounts[0].alias is missing: it must be a text.'],
  [
    "accounts:\n  - { id: '111122223333', alias: shop,\n      rolearn: x }",
    ', line 3: unknown key "rolearn" in accounts[0]: did you mean roleArn?',
  ],
  [
    'redaction: { rules: { cardnumber: false } }',
    ', line 1: unknown key "cardnumber" in redaction.rules: it must be one of private-key, jwt, connection-string, aws-access-key-id, aws-secret-key, aws-session-token, url-signature, bearer-token, basic-auth, vendor-token, password, api-secret, card-number (did you mean card-number?).',
  ],
  ['policy: { everyon: {} }', ', line 1: unknown key "everyon" in policy: did you mean everyone?'],
  ['policy: { zzz: {} }', ', line 1: unknown key "zzz" in policy: allowed are everyone, rules.'],
  ['oidc: { issuer: [] }', ', line 1: unknown key "issuer" in oidc: did you mean issuers?'],
  [
    'budgets:\n  quotas:\n    logs:FilterLogEvent: 5',
    ', line 3: budgets.quotas has the key "logs:FilterLogEvent": did you mean logs:FilterLogEvents?',
  ],
  [
    'budgets: { quotas: { "sqs:SendMessage": 5 } }',
    ', line 1: budgets.quotas has the key "sqs:SendMessage": it must be one of the calls of docs/limits.md.',
  ],
  [
    "policy:\n  rules:\n    - name: a\n      principals: ['*']\n      accounts:\n        allow: [stagin, '999999999999', 's*']\naccounts: [{ id: '111122223333', alias: staging }]",
    ', line 6: policy.rules[0].accounts.allow[0] is "stagin", and accounts has staging: did you mean staging?',
  ],
  [
    "policy: { everyone: { accounts: { deny: [x] } } }\naccounts: [{ id: '111122223333', alias: staging }]",
    ', line 1: policy.everyone.accounts.deny[0] is "x", and accounts has staging.',
  ],
  [
    'policy: { everyone: { accounts: { allow: [shop] } } }',
    ', line 1: policy.everyone.accounts.allow[0] is "shop", and the file has no accounts.',
  ],
  [
    'prometheusUrls: { "a b": http://x }',
    ', line 1: prometheusUrls has the key "a b": it must be letters, digits, - and _.',
  ],
  ['- port: 1', ', line 1: the file is a list of 1: it must be keys and values.'],
  ['port', ', line 1: the file is "port": it must be keys and values.'],
];

for (const [text, said] of WRONG) {
  test(`what is wrong is said with its line, its path, its value and what is allowed: ${JSON.stringify(text)}`, () => {
    assert.equal(refusal(text), said);
  });
}

test('all that is wrong is said at once, in the order of the lines', () => {
  const text = 'port: x\naccounts:\n  - alias: A\n    rolearn: b\ntoolTimeout: 0\n';
  assert.equal(
    refusal(text),
    ' has 5 mistakes. Line 1: port is "x": it must be a whole number from 0 to 65535.' +
      ' Line 3: accounts[0].id is missing: it must be the 12 digits of an account in quotes, else YAML reads a number.' +
      ' Line 3: accounts[0].alias is "A": it must be small letters, digits and dashes.' +
      ' Line 4: unknown key "rolearn" in accounts[0]: did you mean roleArn?' +
      ' Line 5: toolTimeout is 0: it must be a whole number from 1 to 900.',
  );
  const many = refusal(`{ ${Array.from({ length: 22 }, (_, i) => `k${i}: 1`).join(', ')} }`);
  assert.match(many, /^ has 22 mistakes\. .*Line 1: unknown key "k19"\. And 2 more\.$/);
  assert.equal(many.split('allowed are').length, 2, 'what is allowed is said once');
});

test('mistakes between sections are said together with those within one', () => {
  const text =
    "policy:\n  rules:\n    - name: a\n      principal: ['*']\n      accounts: { deny: [stagin, staging, prod, '111122223333'] }\n" +
    "budgets:\n  quotas: { 'logs:FilterLogEvent': 5 }\naccounts:\n  - { id: '111122223333', alias: staging, regions: [x] }\n";
  assert.equal(
    refusal(text),
    ' has 5 mistakes. Line 4: unknown key "principal" in policy.rules[0]: did you mean principals?' +
      ' Line 5: policy.rules[0].accounts.deny[0] is "stagin", and accounts has staging: did you mean staging?' +
      ' Line 5: policy.rules[0].accounts.deny[2] is "prod", and accounts has staging.' +
      ' Line 7: budgets.quotas has the key "logs:FilterLogEvent": did you mean logs:FilterLogEvents?' +
      ' Line 9: accounts[0].regions[0] is "x": it must be a region such as us-east-1.',
  );
});

test('what is no YAML is said with its line', () => {
  assert.equal(
    refusal('port: 1\n\tadminPort: 2'),
    ' cannot be read as YAML: Tabs are not allowed as indentation at line 2, column 1.',
  );
  assert.match(refusal('accounts:\n  - id: a\n   alias: b'), /cannot be read as YAML: .* at line 3, column 1\.$/);
  assert.equal(refusal('port: 1\nport: 2'), ' cannot be read as YAML: Map keys must be unique at line 2, column 1.');
  assert.match(refusal('port: 1\n---\nport: 2'), /Source contains multiple documents at line 2, column 1\.$/);
  assert.match(refusal('accounts: *absent'), /Unresolved alias.*absent\.$/);
});

test('a file that grows without end by its aliases is refused', () => {
  const levels = ['a: &l0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 6; i += 1)
    levels.push(
      `l${i}: &l${i} [${Array(9)
        .fill(`*l${i - 1}`)
        .join(', ')}]`,
    );
  assert.match(refusal(levels.join('\n')), /cannot be read as YAML: Excessive alias count/);
});

test('anchors, aliases and merged keys are resolved, and a mistake in them has the line where it is used', () => {
  const text = (key: string): string =>
    `accounts:
  - id: '111122223333'
    alias: shop
    logGroups: &groups { allow: ['/shop/*'] }
  - id: '444455556666'
    alias: payments
    roleArn: arn:aws:iam::444455556666:role/Reader
    logGroups:
      <<: *groups
      ${key}: ['*audit']
`;
  const { accounts } = load(text('deny'));
  assert.deepEqual(accounts?.[1]?.logGroups, { allow: ['/shop/*'], deny: ['*audit'] });
  assert.equal(refusal(text('denys')), ', line 10: unknown key "denys" in accounts[1].logGroups: did you mean deny?');
});

test('a variable beats the file, and does not hide what is wrong in it', () => {
  const env = { CLOUDWATCH_MCP_TOOL_TIMEOUT: '30', CLOUDWATCH_MCP_REGIONS: 'eu-west-1' };
  const config = load('toolTimeout: 20\nregions: [us-east-1]\naccounts: [{ id: "111122223333", alias: shop }]', env);
  assert.equal(config.toolTimeout, 30);
  assert.deepEqual(config.regions, ['eu-west-1']);
  assert.equal(config.accounts?.[0]?.alias, 'shop');
  assert.throws(() => load('toolTimeout: 0', env), /toolTimeout is 0/);
});

test('an empty file, and one of comments, change nothing', () => {
  assert.deepEqual(load(''), loadConfig([], {}));
  assert.deepEqual(load('# port: 1\n'), loadConfig([], {}));
});

test('no text of the environment is put in place of a dollar sign', () => {
  const { disabledTools } = load('disabledTools: ["${HOME}"]', { HOME: '/root' });
  assert.deepEqual(disabledTools, ['${HOME}']);
});

test('passwords in URLs are not shown, neither from the file nor from a variable', () => {
  assert.equal(
    refusal('prometheusUrls: { shop: "ftp://user:secret@prometheus" }'),
    ', line 1: prometheusUrls.shop is "ftp://…@prometheus": it must be an http or https URL.',
  );
  assert.throws(
    () => loadConfig([], { CLOUDWATCH_MCP_PROMETHEUS_URLS: 'a=http://user:secret@x,a=http://y' }),
    (error: Error) => error.message.includes('a=http://…@x') && !error.message.includes('secret'),
  );
});

test('a long value is cut', () => {
  assert.ok(refusal(`logLevel: ${'a'.repeat(500)}`).length < 200);
});
