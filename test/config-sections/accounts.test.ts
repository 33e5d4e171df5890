import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { ACCOUNTS, CENTRAL, configFile, PROD, readerRole, STAGING } from '../support/accounts.ts';

function load(accounts: unknown) {
  return loadConfig(['--config', configFile({ accounts }).CLOUDWATCH_MCP_CONFIG], {}).accounts;
}

const [central, staging] = ACCOUNTS;
const prod = { id: PROD, alias: 'prod', roleArn: readerRole(PROD) };

test('accounts are read as they stand', () => {
  assert.deepEqual(load(ACCOUNTS), ACCOUNTS);
  assert.equal(loadConfig([], {}).accounts, undefined);
});

const WRONG: readonly (readonly [why: string, accounts: unknown, said: RegExp])[] = [
  ['none', [], /: accounts is an empty list/],
  ['an id that YAML reads as a number', [{ id: 1, alias: 'a' }], /: accounts\[0\]\.id is 1: .* in quotes/],
  ['a short id', [{ id: '123', alias: 'a' }], /accounts\[0\]\.id .*12 digits/],
  ['the alias all', [{ ...central, alias: 'all' }], /accounts\[0\]\.alias .*stands for every account/],
  ['an alias that is an id', [{ ...central, alias: STAGING }], /accounts\[0\]\.alias .*look like the id/],
  ['capitals', [{ ...central, alias: 'Prod' }], /accounts\[0\]\.alias .*small letters/],
  ['no role', [{ ...prod, roleArn: 'Reader' }], /accounts\[0\]\.roleArn .*ARN of a role/],
  [
    'a role of another account',
    [{ ...prod, id: STAGING }],
    /roleArn .*role of account 333333333333, not of 222222222222/,
  ],
  ['an external id without a role', [{ ...central, externalId: 'secret' }], /externalId .*goes with a roleArn only/],
  ['a region that is none', [{ ...prod, regions: ['Ireland'] }], /accounts\[0\]\.regions\[0\] .*region such as/],
  ['an id twice', [central, staging, { ...staging, alias: 'b' }], /accounts\[2\]\.id .*222222222222 is there twice/],
  ['an alias twice', [central, prod, { ...staging, alias: 'prod' }], /accounts\[2\]\.alias .*called prod/],
  ['two own accounts', [central, { id: PROD, alias: 'prod' }], /accounts\[1\]\.roleArn .*own, and central is/],
  ['an unknown key', [{ ...prod, role: 'x' }], /unknown key "role" in accounts\[0\]/],
];

for (const [why, accounts, said] of WRONG) {
  test(`refuses ${why} in one line that names the place`, () => {
    assert.throws(
      () => load(accounts),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, said);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  });
}

test('the account of the server itself may have a role too', () => {
  assert.equal(load([{ ...central, roleArn: readerRole(CENTRAL) }, prod])?.length, 2);
});

test('an external id that is wrong is not shown', () => {
  for (const accounts of [
    [{ ...central, externalId: 'se cret!' }],
    [{ ...prod, externalId: 'se cret!' }],
    [{ ...prod, externalId: 12345 }],
  ]) {
    assert.throws(
      () => load(accounts),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /externalId is not what it must be: /);
        assert.doesNotMatch(error.message, /cret|12345/);
        return true;
      },
    );
  }
});
