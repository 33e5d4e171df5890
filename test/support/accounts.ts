import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** The account of the sandbox's own keys: `central` in the configuration of `ACCOUNTS`. */
export const CENTRAL = '123456789012';
export const STAGING = '222222222222';
export const PROD = '333333333333';

export function readerRole(account: string): string {
  return `arn:aws:iam::${account}:role/CloudWatchMCPReaderRole`;
}

export const ACCOUNTS = [
  { id: CENTRAL, alias: 'central', regions: ['us-east-1', 'eu-west-1'] },
  {
    id: STAGING,
    alias: 'staging',
    roleArn: readerRole(STAGING),
    externalId: 'staging-external',
    regions: ['us-east-1'],
  },
  { id: PROD, alias: 'prod', roleArn: readerRole(PROD), regions: ['eu-west-1', 'us-east-1'] },
] as const;

/** What the sandbox lets be assumed: the roles of `ACCOUNTS` as they are configured. */
export const ROLES = {
  [readerRole(STAGING)]: { externalId: 'staging-external' },
  [readerRole(PROD)]: {},
};

/** Variables with which the rules of a policy may name callers; the file is read where tokens are. */
export const BY_NAME = { CLOUDWATCH_MCP_AUTH: 'bearer', CLOUDWATCH_MCP_BEARER_TOKENS_FILE: '/none' };

/** A configuration file with these keys; the variable that names it. */
export function configFile(content: object): { CLOUDWATCH_MCP_CONFIG: string } {
  const path = join(mkdtempSync(join(tmpdir(), 'accounts-test-')), 'config.yaml');
  writeFileSync(path, stringify(content));
  return { CLOUDWATCH_MCP_CONFIG: path };
}
