import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CloudWatchLogsClient,
  CloudWatchLogsServiceException,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from './small-world.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;
const GROUP = '/shop/web-000';

let sandbox: Sandbox;
let client: CloudWatchLogsClient;
before(async () => {
  sandbox = await startSandbox({ makeWorld: smallWorld, clock: () => NOW });
  client = new CloudWatchLogsClient({ endpoint: sandbox.url, region: 'us-east-1', credentials: sandboxCredentials });
});
after(() => sandbox.close());

const search1 = { logGroupName: GROUP, startTime: NOW - HOUR };
const REFUSED: [what: string, command: () => Promise<unknown>, name: string, message: RegExp][] = [
  [
    'an unknown group',
    () => client.send(new FilterLogEventsCommand({ logGroupName: '/gone' })),
    'ResourceNotFoundException',
    /^The specified log group does not exist/,
  ],
  [
    'an unknown stream',
    () => client.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 'x' })),
    'ResourceNotFoundException',
    /^The specified log stream does not exist/,
  ],
  [
    'an ARN in the form that ends in :*',
    () =>
      client.send(
        new FilterLogEventsCommand({ logGroupIdentifier: `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}:*` }),
      ),
    'InvalidParameterException',
    /at 'logGroupIdentifier' failed to satisfy constraint: Member must satisfy regular expression pattern: \[\\w#/,
  ],
  [
    'a group by name and identifier',
    () => client.send(new DescribeLogStreamsCommand({ logGroupName: GROUP, logGroupIdentifier: GROUP })),
    'InvalidParameterException',
    /Exactly one of/,
  ],
  [
    'a class that cannot be searched',
    () => client.send(new FilterLogEventsCommand({ logGroupName: '/shop/web-002' })),
    'InvalidOperationException',
    /of log-group-class INFREQUENT_ACCESS. FilterLogEvents is not supported/,
  ],
  [
    'a limit over 10,000',
    () => client.send(new FilterLogEventsCommand({ ...search1, limit: 10_001 })),
    'InvalidParameterException',
    /^1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000$/,
  ],
  [
    'a malformed pattern, before an empty first page too',
    () => client.send(new FilterLogEventsCommand({ ...search1, startTime: NOW - 48 * HOUR, filterPattern: '{ $.a' })),
    'InvalidParameterException',
    /^If a filter pattern starts with '{' it must end with '}'$/,
  ],
  [
    'descending from before 2024',
    () => client.send(new FilterLogEventsCommand({ ...search1, startTime: 1, startFromHead: false })),
    'InvalidParameterException',
    /on or after Jan 1, 2024/,
  ],
  [
    'stream names with a prefix',
    () => client.send(new FilterLogEventsCommand({ ...search1, logStreamNames: ['a/1'], logStreamNamePrefix: 'a' })),
    'InvalidParameterException',
    /mutually exclusive/,
  ],
  [
    'a prefix in the order of last events',
    () =>
      client.send(
        new DescribeLogStreamsCommand({ logGroupName: GROUP, orderBy: 'LastEventTime', logStreamNamePrefix: 'a' }),
      ),
    'InvalidParameterException',
    /^Cannot order by LastEventTime with a logStreamNamePrefix/,
  ],
  [
    'a group prefix with a pattern',
    () => client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' })),
    'InvalidParameterException',
    /mutually exclusive/,
  ],
  [
    'more than 50 groups a page',
    () => client.send(new DescribeLogGroupsCommand({ limit: 51 })),
    'InvalidParameterException',
    /less than or equal to 50/,
  ],
];

for (const [what, command, name, message] of REFUSED) {
  void test(`refused: ${what}`, async () => {
    // Each is one of the client's own exception classes, told by its name.
    await assert.rejects(command(), (error) => {
      assert.ok(error instanceof CloudWatchLogsServiceException, String(error));
      assert.equal(error.name, name);
      assert.equal(error.constructor.name, name);
      assert.match(error.message, message);
      return true;
    });
  });
}
