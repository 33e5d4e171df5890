import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { World } from '../../../src/sandbox/world/types.ts';
import { smallWorld } from '../../sandbox/small-world.ts';
import { startTestService, TEST_NOW, type TestService } from '../../support/harness.ts';

interface Row {
  number: number;
  type: string;
  title?: string;
  text?: string;
  annotations?: string[];
  calls: { tool: string; arguments: Record<string, unknown> }[];
  notes?: string[];
}

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

const rowsOf = (answer: { structured: Record<string, unknown> }) => answer.structured['items'] as Row[];

/** The service before an account with these dashboards. */
async function serve(
  t: TestContext,
  bodies: Readonly<Record<string, string>>,
  regions?: readonly string[],
): Promise<TestService> {
  const dashboards = Object.entries(bodies).map(([name, body]) => ({ name, body, modifiedAt: TEST_NOW }));
  const makeWorld = (region: string, madeAt: number): World => ({ ...smallWorld(region, madeAt, 0), dashboards });
  const own = await startTestService({ sandbox: { makeWorld }, regions });
  t.after(() => own.close());
  return own;
}

test('the dashboards of the account, the same from every region, and how to see one', async () => {
  const { text, structured } = await service.call('list_dashboards');
  assert.deepEqual(
    (structured['items'] as { name: string }[]).map(({ name }) => name),
    ['checkout', 'orders'],
  );
  assert.match(text, /^2 dashboards, account 123456789012\./);
  assert.match(text, /\| checkout \| 2026-11-09T09:40Z \| 2\.\d+ KiB \|/);
  assert.match(text, /get_dashboard name="checkout"/);
});

test('dashboards by prefix and by part of the name', async () => {
  const prefixed = await service.call('list_dashboards', { name_prefix: 'che' });
  assert.match(prefixed.text, /^1 dashboard \(name begins with "che"\)/);
  const part = await service.call('list_dashboards', { name_contains: 'DER' });
  assert.match(part.text, /^1 dashboard \(name contains "DER"\)[\s\S]*\| orders \|/);
  assert.match((await service.call('list_dashboards', { name_prefix: 'x' })).text, /^No dashboards/);
});

test('a long list goes on with its cursor', async (t) => {
  const names = Array.from({ length: 7 }, (_, i) => `board-${i}`);
  const own = await serve(t, Object.fromEntries(names.map((name) => [name, '{"widgets":[]}'])));
  const first = await own.call('list_dashboards', { limit: 4 });
  const rest = await own.call('list_dashboards', { limit: 4, cursor: first.structured['cursor'] });
  const shown = [first, rest].flatMap(({ structured }) =>
    (structured['items'] as { name: string }[]).map((row) => row.name),
  );
  assert.deepEqual(shown, names);
});

test('every widget of the shop is a call that runs as it stands', async () => {
  let ran = 0;
  for (const name of ['checkout', 'orders']) {
    for (const { number, calls } of rowsOf(await service.call('get_dashboard', { name }))) {
      for (const call of calls) {
        const answer = await service.call(call.tool, call.arguments);
        assert.equal(answer.isError, false, `${name} ${number}: ${answer.text}`);
        assert.doesNotMatch(answer.text.split('\n')[0] ?? '', /no data|^No |^0 /i, `${name} ${number}`);
        ran += 1;
      }
    }
  }
  assert.equal(ran, 11);
});

test('a graph with math is one call: hidden metrics, ids, statistics and the period kept', async () => {
  const [rate] = rowsOf(await service.call('get_dashboard', { name: 'checkout', widget: 2 }));
  assert.ok(rate);
  assert.equal(rate.title, 'Requests that fail, %');
  const args = rate.calls[0]?.arguments as { queries: Record<string, unknown>[]; period_seconds: number };
  assert.deepEqual(
    args.queries.map(({ id, statistic, hidden }) => [id, statistic, hidden]),
    [
      ['rate', undefined, undefined],
      ['errors', 'Sum', true],
      ['requests', 'Sum', true],
    ],
  );
  assert.deepEqual(args.queries[1]?.['dimensions'], args.queries[2]?.['dimensions'], '. stands for the line before');
  assert.equal(args.period_seconds, 60);
  assert.deepEqual(rate.annotations, ['alarm at 5, above it filled']);
});

test('a log widget is a query with its groups beside it, an alarm widget names its alarms', async () => {
  const rows = rowsOf(await service.call('get_dashboard', { name: 'checkout' }));
  assert.deepEqual(rows[6]?.calls, [
    {
      tool: 'run_logs_insights_query',
      arguments: {
        groups: ['/shop/checkout', '/shop/orders', '/shop/inventory'],
        query:
          'filter @message like /remaining connection slots/\n| stats count(*) as lines by service\n| sort lines desc',
        start: '-3h',
        region: 'us-east-1',
      },
    },
  ]);
  assert.deepEqual(rows[7]?.calls[0]?.arguments['names'], [
    'checkout-unhealthy',
    'checkout-5xx-rate',
    'checkout-p99-latency',
    'orders-db-connections',
  ]);
  assert.deepEqual(
    rows[3]?.calls.map(({ tool }) => tool),
    ['get_metric_data', 'describe_alarms'],
    'a graph that shows an alarm',
  );
});

test('the text has the calls as they are used, in the order of the dashboard', async () => {
  const { text } = await service.call('get_dashboard', { name: 'checkout' });
  assert.match(
    text,
    /^Dashboard checkout: 9 widgets \(1 text, 5 metric, 2 log, 1 alarm\), account 123456789012\. It shows -3h to now\./,
  );
  assert.match(
    text,
    /\n4\. Connections to orders-db \(metric\)[^\n]*max_connections at 400\.\nget_metric_data queries=\[\{"namespace":"AWS\/RDS"/,
  );
  assert.match(text, /#dashboards:name=checkout$/);
});

test('what cannot be asked for is said: periods of its own, tags, functions, what is broken', async () => {
  const { text } = await service.call('get_dashboard', { name: 'orders' });
  assert.match(text, /1\. Waiting orders[\s\S]*Note: its lines have periods of their own \(60 s, 300 s\)/);
  assert.match(text, /3\. Nodes \(explorer\): a metrics explorer: Average CPUUtilization of AWS::EC2::Instance/);
  assert.match(text, /4\. Backlog by country \(custom\): drawn by arn:aws:lambda/);
  assert.match(
    text,
    /5\. Old imports \(metric\)\nNote: metrics\[0\] uses \. or \.\.\. for what the line before does not have/,
  );
  assert.match(text, /A reader can choose: queue \(changes QueueName, orders unless chosen\)/);
});

test('metrics of several regions and accounts: a call for each region, and math over them is said', async (t) => {
  const metrics = [
    ['A', 'x', 'D', '1', { id: 'a', region: 'eu-west-1', accountId: '222222222222' }],
    ['...', { id: 'b' }],
    [{ expression: 'a + b' }],
  ];
  const body = {
    widgets: [{ type: 'metric', properties: { region: 'us-east-1', metrics, accountId: '123456789012' } }],
  };
  const own = await serve(t, { world: JSON.stringify(body) }, ['us-east-1', 'eu-west-1']);
  const [row] = rowsOf(await own.call('get_dashboard', { name: 'world' }));
  assert.deepEqual(
    row?.calls.map(({ arguments: args }) => [args['region'], (args['queries'] as object[]).length]),
    [
      ['eu-west-1', 1],
      ['us-east-1', 2],
    ],
  );
  assert.deepEqual(
    row?.calls.map(({ arguments: args }) => (args['queries'] as Record<string, unknown>[])[0]?.['account_id']),
    ['222222222222', undefined],
  );
  assert.match(row?.notes?.join() ?? '', /a is of another region: math over regions cannot be asked at once/);
  const one = await serve(t, { world: JSON.stringify(body) });
  const [left] = rowsOf(await one.call('get_dashboard', { name: 'world' }));
  assert.deepEqual(
    left?.calls.map(({ arguments: args }) => [args['region'], (args['queries'] as object[]).length]),
    [[undefined, 2]],
    'of one region calls name none',
  );
  assert.match(left?.notes?.join() ?? '', /of eu-west-1 is left out: that region is not configured here/);
});

test('logs of another account are named by ARN', async (t) => {
  const properties = { query: "SOURCE '/app' | limit 5", accountId: '222222222222', region: 'us-east-1' };
  const own = await serve(t, { a: JSON.stringify({ widgets: [{ type: 'log', properties }] }) });
  const [row] = rowsOf(await own.call('get_dashboard', { name: 'a' }));
  assert.deepEqual(row?.calls[0]?.arguments['groups'], ['arn:aws:logs:us-east-1:222222222222:log-group:/app']);
});

for (const body of ['', 'no JSON', '[]', '{"widgets":{}}', '{"widgets":[null,1,{"type":7}]}']) {
  test(`a body that nobody can read is no failure: ${body || 'an empty one'}`, async (t) => {
    const own = await serve(t, { odd: body });
    const { text, isError } = await own.call('get_dashboard', { name: 'odd' });
    assert.equal(isError, false, text);
    assert.match(text, /^Dashboard odd: \d widgets?/);
    assert.match(text, /Not all can be shown: its body|there is nothing in it that can be read/);
  });
}

test('a large dashboard is cut by whole widgets, and goes on with its cursor', async (t) => {
  const widget = (i: number) => ({
    type: 'metric',
    properties: {
      title: `Graph ${i}`,
      metrics: Array.from({ length: 8 }, (_, n) => ['AWS/EC2', 'CPUUtilization', 'InstanceId', `i-${i}-${n}`]),
    },
  });
  const own = await serve(t, {
    large: JSON.stringify({ widgets: Array.from({ length: 40 }, (_, i) => widget(i + 1)) }),
  });
  const numbers: number[] = [];
  let cursor: unknown;
  let pages = 0;
  do {
    const answer = await own.call('get_dashboard', { name: 'large', ...(cursor !== undefined && { cursor }) });
    numbers.push(...rowsOf(answer).map(({ number }) => number));
    cursor = answer.structured['cursor'];
    pages += 1;
  } while (cursor !== undefined && pages < 50);
  assert.ok(pages > 1);
  assert.deepEqual(
    numbers,
    Array.from({ length: 40 }, (_, i) => i + 1),
  );
});

test('a name that is not there is answered with the nearest, a widget with those that are', async () => {
  const missing = await service.call('get_dashboard', { name: 'chekout' });
  assert.match(missing.text, /^Error: There is no dashboard "chekout"\. The nearest: "checkout"\./);
  const widget = await service.call('get_dashboard', { name: 'orders', widget: 9 });
  assert.match(widget.text, /^Error: Dashboard "orders" has no widget 9: it has numbers up to 5\./);
});
