import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { GetQueryResultsCommand, StartQueryCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GROUP, startSameData } from '../../integration/same-data.ts';

/*
 * Queries of Logs Insights give the same rows in the sandbox and in moto, as far as moto has the language: fields, sort by
 * time and limit. It passes over every other command, prints times as numbers, and has a pointer of its own kind.
 */
const same = await startSameData();
const { skip, base } = same;
after(() => same.close());

const QUERIES: [query: string, from: number, to: number, rows: number][] = [
  ['fields @message, @logStream', 0, 600, 8],
  ['fields @message, @logStream | sort @timestamp asc', 0, 600, 8],
  ['fields @message, @logStream | sort @timestamp desc | limit 3', 0, 600, 3],
  ['fields @message | sort @timestamp asc | limit 2', 0, 600, 2],
  ['fields @message', 10, 60, 2],
  ['fields @message | sort @timestamp asc', 60, 120, 5],
  ['fields @message', 200, 600, 0],
];

for (const [queryString, from, to, count] of QUERIES) {
  test(`${queryString} of seconds ${from} to ${to} gives the same rows`, { skip }, async () => {
    const [ours, theirs] = await same.logs(async (client) => {
      const window = { startTime: base / 1000 + from, endTime: base / 1000 + to };
      const { queryId } = await client.send(new StartQueryCommand({ logGroupName: GROUP, queryString, ...window }));
      for (;;) {
        const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
        if (status !== 'Complete') continue;
        // moto names the pointer first.
        return results.map((row) => {
          const fields = row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value]);
          return { pointed: fields.length < row.length, fields };
        });
      }
    });
    assert.equal(ours.length, count);
    assert.deepEqual(ours, theirs);
  });
}
