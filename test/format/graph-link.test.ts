import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphLink } from '../../src/format/graph-link.ts';

const PLACE = { region: 'us-east-1', partition: 'aws' };
const AT = {
  window: { start: Date.parse('2026-11-21T06:00Z'), end: Date.parse('2026-11-21T09:00Z') },
  periodSeconds: 300,
};

test('a metric as the console writes it: list of namespace, name, dimensions, then options', () => {
  const link = graphLink(
    PLACE,
    [{ namespace: 'AWS/EC2', metricName: 'CPUUtilization', dimensions: { InstanceId: 'i-1' }, statistic: 'p99' }],
    AT,
  );
  assert.equal(
    link,
    "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#metricsV2:graph=~(metrics~(~(~'AWS*2fEC2~'CPUUtilization~'InstanceId~'i-1~(stat~'p99)))~view~'timeSeries~stacked~false~region~'us-east-1~start~'2026-11-21T06*3a00*3a00.000Z~end~'2026-11-21T09*3a00*3a00.000Z~period~300)",
  );
});

test('expressions, hidden metrics and characters beyond ASCII', () => {
  const link = graphLink(
    { region: 'cn-north-1', partition: 'aws-cn' },
    [
      { namespace: 'Shop', metricName: 'Größe $', statistic: 'Sum', id: 'a', hidden: true },
      { expression: 'a/2 – 1', id: 'e', label: 'half' },
    ],
    AT,
  );
  assert.match(link ?? '', /^https:\/\/console\.amazonaws\.cn\//);
  assert.ok(
    link?.includes(
      "metrics~(~(~'Shop~'Gr*f6*dfe*20!~(stat~'Sum~id~'a~visible~false))~(~(expression~'a*2f2*20**2013*201~id~'e~label~'half)))",
    ),
    link,
  );
});

test('where the graph would make the link too long, the plain page', () => {
  const lines = Array.from({ length: 30 }, (_, i) => ({
    namespace: 'AWS/EC2',
    metricName: 'CPUUtilization',
    dimensions: { InstanceId: `i-${i}` },
  }));
  assert.equal(
    graphLink(PLACE, lines, AT),
    'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#metricsV2:',
  );
});
