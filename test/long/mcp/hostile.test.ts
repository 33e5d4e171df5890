import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { questionDigest } from '../../../src/mcp/cursor.ts';
import { TOOLS } from '../../../src/tools/index.ts';
import { startTestService, TEST_NOW, type TestService } from '../../support/harness.ts';
import { QUESTIONS } from '../../support/questions.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

const WINDOWS = [null, [1e300, 1e300], [0, 0], [5, 1], [0, 1], [TEST_NOW - 3_600_000, TEST_NOW], [-1, 1.5], ['a', 'b']];
const POSITIONS = [
  null,
  [],
  [1e300],
  [-8e15, 'x'],
  ['x', 'y', 'z', 'u', 'v'],
  [0, 0, 0, 0, 0],
  [['a', 'b']],
  [TEST_NOW],
  [{}],
  ['\ud83d'],
];

test('no cursor that a caller makes up is an internal error', async (t) => {
  const args = new Map(QUESTIONS.map(([name, question]) => [name, question]));
  for (const tool of TOOLS.filter((candidate) => 'cursor' in (candidate.input as { shape?: object }).shape!)) {
    await t.test(tool.name, async () => {
      const question = args.get(tool.name) ?? (tool.name === 'find_prometheus_series' ? { match: 'up' } : {});
      const parsed = tool.input.parse(question) as Record<string, unknown>;
      const digest = questionDigest(tool.name, parsed);
      for (const window of WINDOWS) {
        for (const position of POSITIONS) {
          const forged = [1, digest, position, window, 'x'];
          const cursor = Buffer.from(JSON.stringify(forged)).toString('base64url');
          const answer = await service.call(tool.name, { ...question, cursor });
          assert.doesNotMatch(answer.text, /internal error/, JSON.stringify(forged));
        }
      }
    });
  }
});

test('every answer is within its token limit by o200k itself', async () => {
  for (const limit of [1_000, 6_000]) {
    const limited = await startTestService({ env: { CLOUDWATCH_MCP_MAX_RESULT_TOKENS: String(limit) } });
    try {
      const large: readonly (readonly [string, Record<string, unknown>])[] = [
        ['describe_alarms', { state: 'all', hide_autoscaling: false, limit: 100 }],
        ['search_log_events', { groups: ['/shop/*'], start: '-3h', limit: 200 }],
        [
          'get_metric_data',
          { queries: [{ expression: "SEARCH('{AWS/Lambda,FunctionName}', 'Sum', 300)" }], start: '-1d' },
        ],
      ];
      for (const [tool, args] of [...QUESTIONS.map(([name, question]) => [name, question] as const), ...large]) {
        const { text, isError } = await limited.call(tool, args);
        assert.equal(isError, false, text);
        assert.ok(encode(text).length <= limit, `${tool}: ${encode(text).length} of ${limit} tokens`);
      }
    } finally {
      await limited.close();
    }
  }
});
