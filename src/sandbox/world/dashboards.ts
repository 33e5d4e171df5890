/** What the shop's teams have on their screens. Dashboards are the account's: every region lists the same. */
import { LOAD_BALANCER, TARGETS } from './metrics-front.ts';
import { ACCOUNT, DAY, MAX_CONNECTIONS } from './scene.ts';
import type { Dashboard } from './types.ts';

const REGION = 'us-east-1';
const CHECKOUT = ['LoadBalancer', LOAD_BALANCER, 'TargetGroup', TARGETS[2].group];
const alarm = (name: string) => `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`;

type Properties = Readonly<Record<string, unknown>>;

function widget(type: string, properties: Properties) {
  return { type, width: 12, height: 6, properties: { ...(type !== 'text' && { region: REGION }), ...properties } };
}

const CHECKOUT_BODY = {
  start: '-PT3H',
  widgets: [
    widget('text', {
      markdown:
        '# Checkout\nWhat customers feel, and the database behind it. Runbook: https://wiki.example.com/runbooks/checkout',
    }),
    widget('metric', {
      title: 'Requests that fail, %',
      period: 60,
      metrics: [
        [{ expression: '100 * FILL(errors, 0) / requests', label: 'failed %', id: 'rate' }],
        ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', ...CHECKOUT, { id: 'errors', stat: 'Sum', visible: false }],
        ['.', 'RequestCount', '.', '.', '.', '.', { id: 'requests', stat: 'Sum', visible: false }],
      ],
      annotations: { horizontal: [{ label: 'alarm', value: 5, fill: 'above' }] },
    }),
    widget('metric', {
      title: 'Time to answer',
      metrics: [
        ['AWS/ApplicationELB', 'TargetResponseTime', ...CHECKOUT, { stat: 'p50', label: 'median' }],
        ['...', { stat: 'p99', label: 'p99' }],
      ],
      stat: 'Average',
    }),
    widget('metric', {
      title: 'Connections to orders-db',
      metrics: [['AWS/RDS', 'DatabaseConnections', 'DBInstanceIdentifier', 'orders-db']],
      stat: 'Maximum',
      period: 60,
      annotations: {
        horizontal: [{ label: 'max_connections', value: MAX_CONNECTIONS }],
        alarms: [alarm('orders-db-connections')],
      },
    }),
    widget('metric', {
      title: 'Connections by pool',
      metrics: [
        [{ expression: "SEARCH('{Shop,Service} MetricName=\"DbPoolConnections\"', 'Average', 60)", id: 'pools' }],
      ],
    }),
    widget('log', {
      title: 'Failed orders',
      query: `SOURCE '/shop/checkout' | filter level = "error"\n| stats count(*) as failed by bin(5m)`,
      view: 'timeSeries',
    }),
    widget('log', {
      title: 'Who gets no connection',
      query: `SOURCE '/shop/checkout' | SOURCE '/shop/orders' | SOURCE '/shop/inventory' | filter @message like /remaining connection slots/\n| stats count(*) as lines by service\n| sort lines desc`,
      view: 'table',
    }),
    widget('alarm', {
      title: 'Alarms',
      alarms: ['checkout-unhealthy', 'checkout-5xx-rate', 'checkout-p99-latency', 'orders-db-connections'].map(alarm),
    }),
    widget('metric', {
      title: 'Edge in Dublin',
      region: 'eu-west-1',
      metrics: [['Shop/Edge', 'HitRatio', 'Pop', 'dub']],
      stat: 'Average',
    }),
  ],
};

const ORDERS_BODY = {
  start: '-P1D',
  variables: [
    {
      type: 'property',
      property: 'QueueName',
      inputType: 'select',
      id: 'queue',
      label: 'queue',
      defaultValue: 'orders',
      values: [{ value: 'orders' }, { value: 'orders-dlq' }],
    },
  ],
  widgets: [
    widget('metric', {
      title: 'Waiting orders',
      metrics: [
        ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', 'orders'],
        ['...', 'orders-dlq', { color: '#d62728' }],
        ['.', 'ApproximateAgeOfOldestMessage', '.', 'orders', { yAxis: 'right', period: 300 }],
      ],
      stat: 'Maximum',
      period: 60,
    }),
    widget('metric', {
      title: 'Functions that fail',
      metrics: [[{ expression: 'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName' }]],
      period: 300,
    }),
    widget('explorer', {
      title: 'Nodes',
      metrics: [{ metricName: 'CPUUtilization', resourceType: 'AWS::EC2::Instance', stat: 'Average' }],
      labels: [{ key: 'eks:cluster-name', value: 'shop' }],
    }),
    widget('custom', {
      title: 'Backlog by country',
      endpoint: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:backlog-widget`,
      params: { days: 1 },
    }),
    // As the console leaves a graph whose first metric was deleted.
    widget('metric', { title: 'Old imports', metrics: [['.', 'RowsImported', 'Job', 'nightly-import']] }),
  ],
};

/** @param madeAt epoch milliseconds */
export function shopDashboards(madeAt: number): Dashboard[] {
  return [
    { name: 'checkout', modifiedAt: madeAt - 12 * DAY, body: JSON.stringify(CHECKOUT_BODY) },
    { name: 'orders', modifiedAt: madeAt - 40 * DAY, body: JSON.stringify(ORDERS_BODY) },
  ];
}
