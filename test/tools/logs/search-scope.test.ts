import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupOf, series, serveLogs } from './logs-world.ts';

const web = groupOf('/shop/web', series('web error', 12, 60_000));
const quiet = groupOf('/shop/quiet', []);
const firstLine = (answer: { text: string }) => answer.text.split('\n')[0] ?? '';

test('what has not happened yet does not count as searched', async (t) => {
  const service = await serveLogs(t, [web]);
  const asked = { groups: ['/shop/web'], start: '2026-11-01T09:00', end: '2026-12-20' };
  const answer = await service.call('search_log_events', { ...asked, limit: 1 });
  assert.equal(answer.structured['end'], '2026-11-21T09:00:00.000Z');
  assert.equal(answer.structured['searchedPercent'], 0, answer.text);
  assert.match(
    firstLine(answer),
    /2026-11-01T09:00Z to 2026-11-21T09:00Z \(20 d\), until now as 2026-12-20T00:00Z is in the future, .* under 0\.1 % of the window/,
  );
  const next = await service.call('search_log_events', { ...asked, limit: 1, cursor: answer.structured['cursor'] });
  assert.equal(next.structured['end'], '2026-11-21T09:00:00.000Z', 'the cursor keeps the clipped window');
  const past = await service.call('search_log_events', { groups: ['/shop/web'] });
  assert.doesNotMatch(past.text, /future/);
});

test('only groups that were searched are counted and linked', async (t) => {
  const service = await serveLogs(t, [web, quiet]);
  const none = await service.call('search_log_events', { groups: ['/shop/nope', '/shop/quiet'] });
  assert.match(
    firstLine(none),
    /^No log events in 1 of 2 log groups \(\/shop\/quiet\), .* There the whole window was searched\. The other log group was not searched: see below\.$/,
  );
  assert.match(none.text, /^When it last had events: filter_log_streams group="\/shop\/quiet"$/m);
  assert.match(none.text, /log-group\/\$252Fshop\$252Fquiet\/\S*$/, 'the console link opens a group that exists');
  const three = await service.call('search_log_events', { groups: ['/shop/nope', '/shop/quiet', '/shop/web'] });
  assert.match(firstLine(three), /^12 log events in 2 of 3 log groups, newest first, /);
});

test('the first line says what is shown, of how many, and whether more exist', async (t) => {
  const service = await serveLogs(t, [web, quiet]);
  const cases: [Record<string, unknown>, RegExp][] = [
    [{}, /^12 log events in \/shop\/web, newest first, .* The whole window was searched\.$/],
    [{ limit: 1 }, /^The newest log event in \/shop\/web, 2026-.* More exist; searched: /],
    [{ limit: 1, order: 'oldest' }, /^The oldest log event in .* \(order="newest" shows how it ended\)\.$/],
    [
      { limit: 8, text: 'error' },
      /^The 8 newest of 12 log events matching "error" in .* The whole window was searched\.$/,
    ],
    [{ limit: 2 }, /^The 2 newest log events in .* More exist; searched: /],
    [{ text: 'error 11' }, /^1 log event matching "error 11" in \/shop\/web, 2026-/],
  ];
  for (const [args, expected] of cases) {
    assert.match(firstLine(await service.call('search_log_events', { groups: ['/shop/web'], ...args })), expected);
  }
  const first = await service.call('search_log_events', { groups: ['/shop/web'], limit: 4 });
  const cursor = first.structured['cursor'];
  const second = await service.call('search_log_events', { groups: ['/shop/web'], limit: 4, cursor });
  assert.match(firstLine(second), /^The next 4 of 8 further log events in \/shop\/web, newest first, /);
  const rest = await service.call('search_log_events', { groups: ['/shop/web'], limit: 50, cursor });
  assert.match(firstLine(rest), /^8 further log events in \/shop\/web, newest first, /);
});

test('where nothing matched, other spellings are offered as a pattern that finds them', async (t) => {
  const service = await serveLogs(t, [web]);
  const search = (args: Record<string, unknown>) =>
    service.call('search_log_events', { groups: ['/shop/web'], ...args });
  const none = await search({ text: 'ERROR' });
  assert.match(none.text, /^Matching is case-sensitive: try pattern="\?error \?Error"; or an earlier start\.$/m);
  assert.match(firstLine(await search({ pattern: '?error ?Error' })), /^12 log events/);
  assert.match((await search({ pattern: 'ERROR -x' })).text, /case-sensitive: a regex such as %\[Ee\]rror%/);
  for (const args of [{ text: '404' }, { text: 'error' }, {}]) {
    assert.doesNotMatch((await search(args)).text, /case-sensitive/, JSON.stringify(args));
  }
});
