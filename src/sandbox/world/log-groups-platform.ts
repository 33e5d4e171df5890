/** The log groups of what the shop runs on: the cluster, the databases, the network and the account. */
import { ordersDbSources } from './log-incident.ts';
import { source } from './log-group.ts';
import type { LogGroupPlan, Occurrence, Source } from './log-group.ts';
import { accessLine, flowLine, postgresLine } from './log-lines.ts';
import { fixedStreams, lambdaStreams } from './log-streams.ts';
import { NODES } from './metrics-back.ts';
import { demand } from './scene.ts';
import type { Scene } from './scene.ts';

export function clusterGroups(scene: Scene): LogGroupPlan[] {
  const hosts = ['ip-10-0-11-24.ec2.internal', 'ip-10-0-12-87.ec2.internal', 'ip-10-0-13-51.ec2.internal'];
  const insights = (kind: string, sources: Source[]): LogGroupPlan => ({
    name: `/aws/containerinsights/shop/${kind}`,
    streams: fixedStreams(
      scene,
      ...hosts.map((host) =>
        kind === 'performance' ? host : `${host}-${kind}.var.log.${kind === 'application' ? 'containers' : 'messages'}`,
      ),
    ),
    sources,
    retentionInDays: kind === 'performance' ? 3 : 7,
    tags: { team: 'platform' },
  });
  const kubernetes = (at: Occurrence) => ({
    namespace_name: 'shop',
    container_name: at.pick(90, ['web', 'cart', 'catalog', 'search', 'checkout']),
    host: at.stream.split('-application')[0],
  });
  return [
    insights('application', [
      source(
        (time) => 420 * demand(time),
        (at) =>
          JSON.stringify({
            time: new Date(at.time).toISOString(),
            stream: 'stdout',
            log: `GET /healthz 200 ${Math.ceil(3 * at.random(1))}ms`,
            kubernetes: kubernetes(at),
          }),
      ),
    ]),
    insights('performance', [
      source(
        () => 240,
        (at) =>
          JSON.stringify({
            Type: 'Pod',
            Timestamp: String(at.time),
            ClusterName: 'shop',
            Namespace: 'shop',
            PodName: at.pick(1, ['web', 'cart', 'checkout', 'search']),
            pod_cpu_utilization: Number((9 + 31 * demand(at.time) * (0.8 + 0.4 * at.random(2))).toFixed(2)),
            pod_memory_utilization: Number((40 + 20 * at.random(3)).toFixed(2)),
          }),
      ),
    ]),
    insights('host', [
      source(
        () => 50,
        (at) =>
          `${new Date(at.time).toISOString().slice(0, 19)} ${at.stream.split('.')[0]} systemd[1]: ${at.pick(1, ['Started Session scope', 'logrotate.service: Deactivated successfully', 'Starting refresh of ECR credentials'])}`,
      ),
    ]),
    insights('dataplane', [
      source(
        () => 110,
        (at) =>
          `I${new Date(at.time).toISOString().slice(5, 19).replace('-', '').replace('T', ' ')} 1 ${at.pick(1, ['kube_proxy.go:412] "Syncing iptables rules"', 'kubelet.go:2419] "SyncLoop (PLEG): event for pod"', 'ipamd.go:1130] "IP pool is sufficient"'])}`,
      ),
    ]),
    {
      name: '/aws/eks/shop/cluster',
      streams: fixedStreams(
        scene,
        'kube-apiserver-4b1f0c9d7e2a8536',
        'kube-apiserver-audit-4b1f0c9d7e2a8536',
        'kube-scheduler-9e07d3a5c1f84b62',
      ),
      sources: [
        source(
          () => 260,
          (at) =>
            JSON.stringify({
              kind: 'Event',
              apiVersion: 'audit.k8s.io/v1',
              stage: 'ResponseComplete',
              verb: at.pick(1, ['get', 'list', 'watch', 'patch']),
              requestURI: `/api/v1/namespaces/shop/${at.pick(2, ['pods', 'endpoints', 'configmaps'])}`,
              responseStatus: { code: 200 },
              requestReceivedTimestamp: new Date(at.time).toISOString(),
            }),
        ),
      ],
      retentionInDays: 90,
      story: [
        {
          time: scene.deployedAt + 4000,
          message: JSON.stringify({
            kind: 'Event',
            apiVersion: 'audit.k8s.io/v1',
            verb: 'patch',
            user: { username: 'system:serviceaccount:argocd:argocd-application-controller' },
            requestURI: '/apis/apps/v1/namespaces/shop/deployments/checkout',
            responseStatus: { code: 200 },
          }),
        },
      ],
      tags: { team: 'platform' },
    },
  ];
}

export function otherGroups(scene: Scene): LogGroupPlan[] {
  return [
    {
      name: '/aws/rds/instance/orders-db/postgresql',
      streams: fixedStreams(scene, 'orders-db.0'),
      sources: ordersDbSources(scene),
      retentionInDays: 30,
      metricFilterCount: 1,
    },
    {
      name: '/aws/rds/instance/catalog-db/postgresql',
      streams: fixedStreams(scene, 'catalog-db.0'),
      sources: [
        source(
          () => 60,
          (at) => postgresLine(at, 'LOG', '', 'checkpoint starting: time'),
        ),
      ],
      retentionInDays: 30,
    },
    {
      name: 'RDSOSMetrics',
      streams: fixedStreams(scene, 'db-5KQ2M7XH4TRNBLOZ3ACVYEJW6U', 'db-8DSWN3PIGKT1HQXR5MZBLAYC7E'),
      sources: [
        source(
          () => 60,
          (at) =>
            JSON.stringify({
              engine: 'POSTGRES',
              instanceID: at.stream,
              timestamp: new Date(at.time).toISOString(),
              numVCPUs: 4,
              loadAverageMinute: { one: Number((1 + 2 * at.random(1)).toFixed(2)) },
            }),
        ),
      ],
      retentionInDays: 30,
    },
    {
      name: '/aws/vpc/flow-logs/shop',
      streams: fixedStreams(scene, ...NODES.slice(0, 3).map((node) => `eni-${node.slice(2)}-all`)),
      sources: [source((time) => 820 * demand(time), flowLine)],
      retentionInDays: 14,
      tags: { team: 'network' },
    },
    {
      name: 'aws-waf-logs-shop',
      streams: fixedStreams(scene, 'us-east-1_shop-web-acl_0'),
      sources: [
        source(
          (time) => 140 * demand(time),
          (at) =>
            JSON.stringify({
              timestamp: at.time,
              action: at.random(1) > 0.9 ? 'BLOCK' : 'ALLOW',
              httpRequest: {
                clientIp: `198.51.100.${Math.floor(254 * at.random(2))}`,
                uri: at.pick(3, ['/', '/wp-login.php', '/cart', '/search']),
                httpMethod: 'GET',
              },
            }),
        ),
      ],
      retentionInDays: 30,
      tags: { team: 'security' },
    },
    {
      name: '/aws/apigateway/payment-webhook',
      streams: lambdaStreams(scene, 'api', 1),
      sources: [
        source(
          (time) => 90 * demand(time),
          (at) =>
            `${at.hex(1, 8)}-${at.hex(2, 4)} 52.31.${Math.floor(250 * at.random(3))}.7 - - "POST /webhook HTTP/1.1" 200 ${Math.floor(400 * at.random(4))}`,
        ),
      ],
    },
    {
      name: '/aws/codebuild/checkout',
      streams: fixedStreams(scene, '7d0b51c2-3e8f-4a96-b5d1-20c9f7e6a413'),
      sources: [],
      story: [
        {
          time: scene.deployedAt - 1_500_000,
          message:
            '[Container] Running command npm test: 214 passing, 3 pending (pool-release.test.ts skipped: needs a database)\n',
        },
        {
          time: scene.deployedAt - 1_380_000,
          message: '[Container] Phase complete: BUILD State: SUCCEEDED, image checkout:v2.31.0 pushed\n',
        },
      ],
      retentionInDays: 180,
    },
    {
      name: '/aws/cloudtrail/audit',
      streams: fixedStreams(scene, '123456789012_CloudTrail_us-east-1'),
      sources: [
        source(
          () => 80,
          (at) =>
            JSON.stringify({
              eventTime: new Date(at.time).toISOString(),
              ...at.pick(1, [
                { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' },
                { eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances' },
              ]),
              awsRegion: 'us-east-1',
              sourceIPAddress: '10.0.11.24',
            }),
        ),
      ],
      logGroupClass: 'INFREQUENT_ACCESS',
      tags: { team: 'security' },
    },
    {
      name: '/aws/vendedlogs/cdn-delivery',
      streams: fixedStreams(scene, 'cdn-delivery-0'),
      sources: [source(() => 40, accessLine)],
      logGroupClass: 'DELIVERY',
      retentionInDays: 2,
    },
    {
      name: '/ecs/legacy-importer',
      streams: fixedStreams(scene, 'importer/app/0c5e8d1f7b3a4926'),
      sources: [
        source(
          (time) => (time % 86_400_000 < 7_200_000 ? 120 : 0),
          (at) => `INFO  imported batch ${at.hex(1, 6)} rows=${Math.floor(5200 * at.random(2))}`,
        ),
      ],
    },
    { name: '/legacy/recommendations', streams: [], sources: [], createdDaysAgo: 900, tags: {} },
  ];
}
