import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestService } from '../support/harness.ts';

test('a call that finds AWS slow is answered at its deadline, and the upstream socket is closed', async () => {
  const service = await startTestService({ env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '1' } });
  try {
    service.sandbox.setFault('DescribeAlarmHistory', { delayMs: 30_000 });
    const asked = performance.now();
    const answer = await service.call('get_alarm_history', { name: 'checkout-5xx-rate' });
    const took = performance.now() - asked;
    assert.ok(answer.isError);
    assert.match(answer.text, /^Error: .*1 s/);
    assert.ok(took < 1_000, `answered after ${took} ms`);
    await service.sandbox.waitForAbort('DescribeAlarmHistory');
  } finally {
    await service.close();
  }
});

test('a call under way is answered while the service drains', async () => {
  const service = await startTestService();
  service.sandbox.setFault('DescribeLogGroups', { delayMs: 300 });
  // Not by the client, which would wait for the rest of an answer that is cut off.
  const answer = fetch(service.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"describe_log_groups"}}',
  });
  await service.sandbox.waitForCall('DescribeLogGroups');
  const [answered] = await Promise.allSettled([answer.then((response) => response.text()), service.server.close()]);
  await service.close();
  assert.match(String(answered.status === 'fulfilled' ? answered.value : answered.reason), /"text":"\d+ log groups, /);
});

test('identical concurrent questions go upstream once; a caller that leaves does not stop the others', async () => {
  const service = await startTestService();
  try {
    service.sandbox.setFault('DescribeLogGroups', { delayMs: 200 });
    const controller = new AbortController();
    const leaving = service.call('describe_log_groups', {}, { signal: controller.signal }).catch(() => 'left');
    const staying = Array.from({ length: 5 }, () => service.call('describe_log_groups'));
    await service.sandbox.waitForCall('DescribeLogGroups');
    controller.abort();
    const answers = await Promise.all(staying);
    assert.equal(await leaving, 'left');
    assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
    assert.equal(answers[0]?.isError, false);
    assert.equal(service.sandbox.calls()['DescribeLogGroups'], 1);
  } finally {
    await service.close();
  }
});

test('bad input is an error that names the parameter, the value and the remedy', async (t) => {
  const service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
  try {
    const cases: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
      [
        'describe_alarms',
        { statee: 'ALARM' },
        /^Error: Unknown parameter "statee"; did you mean "state"\? This tool takes .*\bstate\b/,
      ],
      ['describe_alarms', { state: 'ALARMED' }, /^Error: state is "ALARMED": it must be one of .*ALARM/],
      ['describe_alarms', { limit: 'ten' }, /^Error: limit is "ten": it must be a (whole )?number/],
      ['describe_alarms', { limit: 0 }, /^Error: limit is 0: it must be at least 1/],
      [
        'describe_alarms',
        { region: 'mars-north-1' },
        /^Error: region "mars-north-1" is not configured here\. Configured: us-east-1, eu-west-1\./,
      ],
      ['get_alarm_history', { name: 'checkout-5xx-rate', region: 'all' }, /^Error: region "all"/],
      ['get_alarm_history', {}, /^Error: name is missing/],
      [
        'get_alarm_history',
        { name: 'checkout-5xx-rate', start: 'yesterday' },
        /^Error: start is not a time: got "yesterday"\. Use ISO 8601/,
      ],
      [
        'get_alarm_history',
        { name: 'checkout-5xx-rate', start: 'now', end: '-1h' },
        /^Error: start \(.*Z\) is not before end \(.*Z\)/,
      ],
      ['describe_alarms', { cursor: 'nonsense' }, /^Error: cursor is not one that this server gave out/],
      ['describe_alarmz', {}, /^Error: There is no tool "describe_alarmz"\. The tools are .*describe_alarms/],
    ];
    for (const [tool, args, expected] of cases) {
      await t.test(`${tool} ${JSON.stringify(args)}`, async () => {
        const answer = await service.call(tool, args);
        assert.equal(answer.isError, true);
        assert.match(answer.text, expected);
      });
    }
    await t.test('a cursor of another question is refused in words', async () => {
      const first = await service.call('describe_log_groups', { limit: 2 });
      const cursor = first.structured['cursor'];
      assert.equal(typeof cursor, 'string');
      const next = await service.call('describe_log_groups', { limit: 3, cursor });
      assert.equal(next.isError, false, next.text);
      const foreign = await service.call('describe_log_groups', { name_prefix: '/aws', cursor });
      assert.match(foreign.text, /^Error: cursor belongs to another question/);
    });
  } finally {
    await service.close();
  }
});

test('AWS errors are tool errors that say what to do, over HTTP 200', async (t) => {
  const service = await startTestService();
  const cases: readonly (readonly [string, { code: string; message: string; status: number }, RegExp])[] = [
    [
      'access denied',
      { code: 'AccessDeniedException', message: 'User: arn:aws:sts::1:assumed-role/x is not authorized', status: 400 },
      /^Error: AWS refuses logs:DescribeLogGroups in us-east-1\. The role needs "logs:DescribeLogGroups" in its policy/,
    ],
    [
      'expired token',
      { code: 'ExpiredTokenException', message: 'The security token included in the request is expired', status: 400 },
      /^Error: The server's AWS credentials do not work for logs:DescribeLogGroups/,
    ],
    [
      'throttled',
      { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 },
      /^Error: AWS throttles logs:DescribeLogGroups in us-east-1, also after 4 attempts\. Wait/,
    ],
    [
      'a fault of AWS',
      { code: 'InternalFailure', message: 'oops', status: 500 },
      /^Error: logs:DescribeLogGroups in us-east-1 failed on AWS's side/,
    ],
  ];
  try {
    for (const [what, error, expected] of cases) {
      await t.test(what, async () => {
        service.sandbox.setFault('DescribeLogGroups', { error });
        const answer = await service.call('describe_log_groups');
        assert.equal(answer.isError, true);
        assert.match(answer.text, expected);
        assert.doesNotMatch(answer.text, /\n\s+at |node_modules/);
      });
    }
    await t.test('throttling that passes is not seen', async () => {
      service.sandbox.setFault('DescribeLogGroups', { kind: 'throttle', times: 2 });
      assert.equal((await service.call('describe_log_groups')).isError, false);
    });
  } finally {
    await service.close();
  }
});

test('no AWS within reach is told as such', async () => {
  const service = await startTestService({ endpoint: 'http://127.0.0.1:9' });
  try {
    const answer = await service.call('describe_log_groups');
    assert.match(answer.text, /^Error: AWS cannot be reached for logs:DescribeLogGroups in us-east-1 \(ECONNREFUSED\)/);
  } finally {
    await service.close();
  }
});
