import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClosedWithCaller, groupOf, NOW, series, serveLogs } from './logs-world.ts';

const web = groupOf('/shop/web', series('web', 10, 60_000));
const cold = groupOf('/shop/cold', series('cold', 10, 60_000), { logGroupClass: 'INFREQUENT_ACCESS' });
const young = groupOf('/shop/young', [], { creationTime: NOW - 3_600_000 });
const brief = groupOf('/shop/brief', [], { retentionInDays: 7 });

test('what a caller gets wrong is said in a sentence with the remedy', async (t) => {
  const service = await serveLogs(t, [web, cold, young, brief], { regions: ['us-east-1', 'eu-west-1'] });
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ groups: ['/shop/wab'] }, /no log group "\/shop\/wab" in us-east-1\. The nearest: "\/shop\/web"/],
    [{ groups: ['/nope/*'] }, /No log group in us-east-1 begins with "\/nope\/"/],
    [{ groups: ['/a b'] }, /"\/a b" is neither the name of a log group/],
    [{ groups: ['/shop/web'], pattern: '{ $.a = ' }, /pattern "\{ \$\.a = " is not a filter pattern .* Use text=/],
    [
      { groups: ['/shop/web'], pattern: 'error:timeout' },
      /pattern "error:timeout" is not a filter pattern .* Use text="error:timeout" .*other characters than letters, digits and _ need double quotes/,
    ],
    [{ groups: ['/shop/web'], pattern: '"unclosed' }, /pattern "\\"unclosed" is not a filter pattern .* Use text="…"/],
    [{ groups: ['/shop/web'], text: 'x'.repeat(1_023) }, /text is too long: .* 1025 characters, .* takes 1024/],
    [{ groups: ['/shop/web'], pattern: 'a', text: 'b' }, /pattern and text were both given/],
    [{ groups: ['/shop/web'], start: 'now', end: '-1h' }, /start .* is not before end/],
    [
      { groups: ['/shop/cold'] },
      /log class cannot be searched so\. CloudWatch Logs Insights, in the AWS console, can read it \(AWS: /,
    ],
    [
      { groups: ['/shop/web'], start: '2026-12-01', end: '2026-12-20' },
      /starts at 2026-12-01T00:00Z, in the future: it is 2026-11-21T09:00Z now/,
    ],
    [{ groups: ['/shop/young'], start: '-3d', end: '-2d' }, /\/shop\/young was created only at 2026-11-21T08:00Z/],
    [{ groups: ['/shop/brief'], start: '-10d', end: '-8d' }, /\/shop\/brief keeps events for 7 days/],
    [
      { groups: ['arn:aws:logs:ap-east-1:123456789012:log-group:/x'] },
      /"ap-east-1", where the log group is, is not configured/,
    ],
    [{ groups: ['arn:aws:logs:eu-west-1:123456789012:log-group:/x'], region: 'us-east-1' }, /one region at a time/],
    [{ groups: [] }, /groups is \[\]: it needs at least 1 entry/],
  ];
  for (const [args, expected] of cases) {
    const answer = await service.call('search_log_events', args);
    assert.equal(answer.isError, true, JSON.stringify(args));
    assert.match(answer.text, /^Error: /);
    assert.match(answer.text, expected);
  }
});

test('a group that fails stands beside what the others found', async (t) => {
  const service = await serveLogs(t, [web, cold]);
  const answer = await service.call('search_log_events', { groups: ['/shop/web', '/shop/cold', '/shop/gone'] });
  assert.equal(answer.isError, false);
  assert.equal((answer.structured['items'] as unknown[]).length, 10);
  assert.equal(answer.structured['complete'], false);
  assert.match(answer.text, /Not searched: \/shop\/cold: its log class/);
  assert.match(answer.text, /Not searched: There is no log group "\/shop\/gone"/);
});

test('an ARN of the own account is the group itself, in the region of the ARN', async (t) => {
  const service = await serveLogs(t, [web], { regions: ['us-east-1', 'eu-west-1'] });
  const arn = 'arn:aws:logs:eu-west-1:123456789012:log-group:/shop/web:*';
  const answer = await service.call('search_log_events', { groups: [arn, '/shop/web'], limit: 3 });
  assert.deepEqual(answer.structured['groups'], ['/shop/web'], 'once');
  assert.equal(answer.structured['region'], 'eu-west-1');
  assert.match(answer.text, /get_log_events pointer="[^"]+" region="eu-west-1"/);
});

test('throttled for a while, the search goes on', async (t) => {
  const service = await serveLogs(t, [web]);
  service.sandbox.setFault('FilterLogEvents', { kind: 'throttle', times: 5 });
  const answer = await service.call('search_log_events', { groups: ['/shop/web'] });
  assert.equal((answer.structured['items'] as unknown[]).length, 10);
});

test('at the deadline it answers with what it has, and says what is missing', async (t) => {
  const service = await serveLogs(t, [web, groupOf('/shop/slow', series('slow', 10, 60_000))], {
    env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '2' },
  });
  // Every second call hangs: one of the two groups.
  service.sandbox.setFault('FilterLogEvents', { delayMs: 60_000, share: 0.5 });
  const answer = await service.call('search_log_events', { groups: ['/shop/web', '/shop/slow'] });
  assert.equal(answer.isError, false, answer.text);
  assert.equal((answer.structured['items'] as unknown[]).length, 10);
  assert.match(answer.text, /Not searched in time: \/shop\/(web|slow) from 2026-11-21T08:00Z to 2026-11-21T09:00Z/);
});

test('a caller that goes away closes the socket upstream', async (t) => {
  const service = await serveLogs(t, [web]);
  await assertClosedWithCaller(service, 'FilterLogEvents', ['search_log_events', { groups: ['/shop/web'] }]);
});

test('progress is reported group by group', async (t) => {
  const service = await serveLogs(t, [web, groupOf('/shop/b', series('b', 3, 1_000))]);
  const seen: (string | undefined)[] = [];
  await service.call('search_log_events', { groups: ['/shop/*'] }, { onProgress: ({ message }) => seen.push(message) });
  assert.ok(seen.includes('searched 2 of 2 log groups'), String(seen));
});

test('where the deadline comes before anything was found, a cursor searches the rest', async (t) => {
  const service = await serveLogs(t, [groupOf('/g', [])], { env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '1' } });
  service.sandbox.setFault('FilterLogEvents', { delayMs: 60_000 });
  const answer = await service.call('search_log_events', { groups: ['/g'] });
  assert.equal(answer.isError, false, answer.text);
  assert.match(answer.text, /^No log events in \/g, .* 0 % of the window, when the deadline stopped the search\./);
  assert.match(answer.text, /^More: .* Call again with the same arguments and cursor="[^"]+"\.$/m);
});

test('a search that the deadline stops goes on from where it came to, not from the last event shown', async (t) => {
  const events = [1, 240].map((hours) => ({ stream: 's', time: NOW - hours * 3_600_000, message: `${hours} h ago` }));
  const service = await serveLogs(t, [groupOf('/g', events)], { env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '2' } });
  // The window takes more pages than fit into the deadline, most of them empty.
  service.sandbox.setFault('FilterLogEvents', { delayMs: 140 });
  const asked = { groups: ['/g'], start: '-14d' };
  const found: unknown[] = [];
  let next: Record<string, unknown> = asked;
  let searched = NOW;
  for (let calls = 1; ; calls += 1) {
    if (calls === 3) service.sandbox.setFault('FilterLogEvents', undefined);
    service.sandbox.clear();
    const { structured, text, isError } = await service.call('search_log_events', next);
    assert.equal(isError, false, text);
    const first = service.sandbox.requests.find(({ operation }) => operation === 'FilterLogEvents');
    assert.ok(Number(first?.input['endTime']) <= searched, 'what was searched is not searched again');
    found.push(...(structured['items'] as { message: string }[]).map(({ message }) => message));
    if (calls === 1) assert.equal(structured['stopped'], true, text);
    if (structured['stopped'] !== true) break;
    const { cursor, searchedStart } = structured;
    assert.match(text, /^More: further rows may exist\. Call again/m);
    next = { ...asked, cursor };
    searched = Date.parse(String(searchedStart));
  }
  assert.deepEqual(found, ['1 h ago', '240 h ago']);
});

test('a prefix that stands for too many groups is refused, without listing them all', async (t) => {
  const many = Array.from({ length: 700 }, (_, i) => groupOf(`/g/${i < 60 ? 'a' : 'b'}/${i}`, []));
  const service = await serveLogs(t, many);
  const some = await service.call('search_log_events', { groups: ['/g/a/*'] });
  assert.match(some.text, /^Error: groups stands for 60 log groups \("\/g\/a\/0", .*; at most 50 are searched at once/);
  const all = await service.call('search_log_events', { groups: ['/*'] });
  assert.match(all.text, /^Error: groups stands for 500 or more log groups/);
  assert.equal(service.sandbox.calls()['DescribeLogGroups'], 2 + 10);
});
