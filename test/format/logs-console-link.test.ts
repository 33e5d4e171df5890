import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { logGroupLink } from '../../src/format/console-link.ts';

const place = { region: 'us-east-1', partition: 'aws' };
const home = 'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/';

test('group and stream are escaped twice, as the console writes a Lambda stream', () => {
  const link = logGroupLink(place, '/aws/lambda/checkout', { stream: '2026/11/21/[$LATEST]0f3c' });
  assert.equal(
    link,
    `${home}$252Faws$252Flambda$252Fcheckout/log-events/2026$252F11$252F21$252F$255B$2524LATEST$255D0f3c`,
  );
});

test('the query is escaped once, the pattern in it twice, as in a link copied from the console', () => {
  const link = logGroupLink(place, '/my/log/group', { start: -172800000, filterPattern: '[ip, request != "GET *"]' });
  assert.equal(
    link,
    `${home}$252Fmy$252Flog$252Fgroup/log-events$3Fstart$3D-172800000$26filterPattern$3D$255Bip$252C$2520request$2520!$253D$2520$2522GET$2520*$2522$255D`,
  );
});

test('window and stream stand together; without either the link is the group', () => {
  assert.match(
    logGroupLink(place, 'g', { stream: 's', start: 1, end: 2 }) ?? '',
    /log-group\/g\/log-events\/s\$3Fstart\$3D1\$26end\$3D2$/,
  );
  assert.equal(logGroupLink(place, 'g'), `${home}g`);
});

test('any pattern comes back from the link, and nothing in it can end the link', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (filterPattern) => {
      const link = logGroupLink(place, 'g', { filterPattern }) ?? '';
      assert.match(link, /^\S+$/);
      const escaped = link.slice(link.indexOf('$3F')).replaceAll('$', '%');
      const query = decodeURIComponent(escaped).replace('?filterPattern=', '');
      assert.equal(decodeURIComponent(query), filterPattern);
    }),
  );
  assert.match(logGroupLink(place, 'g', { filterPattern: '\ud800' }) ?? '', /\$25EF\$25BF\$25BD$/);
});
