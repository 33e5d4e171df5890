import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { singular } from '../../../src/analysis/cli/singular.ts';
import { answerOf } from '../../../src/tools/cli/shared/answer.ts';
import { startTestService, type TestService } from '../../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '1000' } });
});
after(() => service.close());

const run = (command: string) => service.call('run_aws_cli', { command });

test('where hardly one element fits, each continuation shows at least one more, to the end', async () => {
  const namesOf = async (rest: string) => {
    const { structured, text } = await run(`cloudwatch describe-alarms ${rest}`);
    const names = (structured['items'] as { AlarmName: string }[]).map(({ AlarmName }) => AlarmName);
    return { names, token: / --starting-token (\S+)\.$/m.exec(text)?.[1] };
  };
  const seen: string[] = [];
  let token: string | undefined;
  do {
    const answer = await namesOf(token === undefined ? '' : `--starting-token ${token}`);
    assert.ok(answer.names.length > 0, `nothing after ${seen.length}`);
    seen.push(...answer.names);
    token = answer.token;
  } while (token !== undefined && seen.length < 100);
  assert.equal(seen.length, 22);
  assert.equal(new Set(seen).size, 22);
});

test('in lines of text a cut leaves the token to the sentence, as in JSON', async () => {
  for (const more of ['', '--max-items 1']) {
    const { text } = await run(`cloudwatch describe-alarms --output text ${more}`);
    assert.match(text, /```\nMETRICALARMS\t/);
    assert.match(text, /the same command with --starting-token eyJ\S+\.$/m);
  }
});

test('where not one element fits, no token is given: the same would come again', async () => {
  const wide = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [i === 7 ? 'itemName' : `member${i}`, `v${i}`]),
  );
  const pages = [{ page: { items: [wide, wide] }, from: { token: undefined, skip: 0 } }];
  const paging = { token: 'nextToken', results: ['items'] } as const;
  const asked = { paging, budgetTokens: 1_000, signal: new AbortController().signal };
  for (const [output, query, part] of [
    ['json', undefined, `items[]."itemName"`],
    ['text', undefined, `items[]."itemName"`],
    ['json', 'items', `items | []."itemName"`],
  ] as const) {
    const { notes, complete, result } = await answerOf(
      { pages, next: undefined, stopped: undefined },
      { ...asked, output, query },
    );
    assert.equal(complete, false);
    assert.doesNotMatch(JSON.stringify([notes, result]), /NextToken|starting-token|\[0:\]/);
    assert.match(notes.join('\n'), /has 2 elements, and not one fits: the same command with --query '/);
    assert.ok(notes.join('\n').includes(`--query '${part}' shows a part of each`), notes.join('\n'));
  }
});

test('one of them is named as one', async () => {
  assert.match((await run('cloudwatch describe-alarms --max-items 1')).text, /: 1 MetricAlarm, /);
  assert.match((await run("logs describe-log-groups --query 'logGroups[:1].arn'")).text, /: 1 element, /);
  assert.deepEqual(
    ['queries', 'matches', 'AlarmMuteRuleSummaries', 'logGroups', 'status', 'series', 'transformerConfig'].map(
      singular,
    ),
    ['query', 'match', 'AlarmMuteRuleSummary', 'logGroup', 'status', 'series', 'transformerConfig'],
  );
});
