import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Shape } from '../../../src/analysis/cli/shape.ts';
import { modelOf } from '../../../src/aws/cli/model.ts';
import { CLI_OPERATIONS } from '../../../src/aws/cli/operations.ts';
import { startTestService, type TestService } from '../../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService();
});
after(() => service.close());

const NEEDED = {
  FilterLogEvents: { option: '--log-group-name /shop/checkout', json: { logGroupName: '/shop/checkout' } },
  GetLogEvents: { option: '--log-stream-name a', json: { logStreamName: 'a' } },
  GetLogRecord: { option: '--log-record-pointer a', json: { logRecordPointer: 'a' } },
};

/** The members of a shape, at any depth, whose names speak of masks. */
function masks(shape: Shape, path = '', depth = 0): string[] {
  if (depth > 8) return [];
  if (shape.kind === 'list' || shape.kind === 'map') return masks(shape.of, path, depth + 1);
  if (shape.kind !== 'structure') return [];
  return [...shape.members].flatMap(([name, of]) => [
    ...(/mask/i.test(name) ? [`${path}${name}`] : []),
    ...masks(of(), `${path}${name}.`, depth + 1),
  ]);
}

test('every parameter that shows what is masked is refused with the reason, and nothing is sent', async () => {
  const found = CLI_OPERATIONS.flatMap((operation) =>
    masks(modelOf(operation).input).map((path) => `${operation.name} ${path}`),
  );
  assert.deepEqual(
    found,
    Object.keys(NEEDED).map((name) => `${name} unmask`),
  );
  service.sandbox.clear();
  for (const [name, { option, json }] of Object.entries(NEEDED)) {
    const command = `logs ${name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`;
    for (const asked of [
      `${command} ${option} --unmask`,
      `${command} --unmask ${option}`,
      `${command} --cli-input-json '${JSON.stringify({ ...json, unmask: true })}'`,
    ]) {
      const { text, isError } = await service.call('run_aws_cli', { command: asked });
      assert.ok(isError, asked);
      assert.match(text, /--unmask is not taken: .*logs:Unmask is not in its policy/, asked);
    }
    assert.doesNotMatch((await service.call('run_aws_cli', { command: `${command} help` })).text, /unmask/);
  }
  assert.deepEqual(
    service.sandbox.requests.filter(({ operation }) => operation in NEEDED),
    [],
  );
  const { isError } = await service.call('run_aws_cli', {
    command: 'logs filter-log-events --log-group-name /shop/checkout --no-unmask --max-items 1',
  });
  assert.equal(isError, false);
});

test('a query of Logs Insights that unmasks is refused before it is estimated; one that has the word in a string is run', async () => {
  service.sandbox.clear();
  const ask = (query: string) => service.call('run_logs_insights_query', { query, groups: ['/shop/checkout'] });
  for (const query of ['fields @timestamp, unmask(@message)', 'fields @message | unmask(@message)']) {
    const { text, isError } = await ask(query);
    assert.ok(isError, query);
    assert.match(text, /asks for unmask.*logs:Unmask is not in its policy.*Leave unmask out/);
  }
  assert.deepEqual(service.sandbox.requests, []);
  const { text, isError } = await ask('fields @message | filter @message like "| unmask(@message)"');
  assert.equal(isError, false, text);
});
