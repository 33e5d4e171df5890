import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { stringify } from 'yaml';
import { only, render, valuesFiles, type Release } from '../../scripts/chart.ts';
import { missing, runTool } from '../../scripts/deploy-tools.ts';

/** Who asks or is asked: a pod, or an address outside the cluster. */
interface Peer {
  readonly IP: string;
  readonly Internal?: {
    readonly Namespace: string;
    readonly NamespaceLabels: Readonly<Record<string, string>>;
    readonly PodLabels: Readonly<Record<string, string>>;
  };
}

/** A connection, and whether it is let through. */
type Case = readonly [what: string, peer: Peer, port: number, protocol: 'TCP' | 'UDP', allowed: boolean];

const skip = missing('helm', 'cyclonus');
const scratch = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-policy-'));
after(() => rm(scratch, { recursive: true }));

let addresses = 0;

function pod(namespace: string, labels: Readonly<Record<string, string>> = {}): Peer {
  addresses += 1;
  return {
    IP: `10.1.0.${addresses}`,
    Internal: {
      Namespace: namespace,
      NamespaceLabels: { 'kubernetes.io/metadata.name': namespace },
      PodLabels: labels,
    },
  };
}

const outside = (IP: string): Peer => ({ IP });

const testLabels = {
  'app.kubernetes.io/name': 'cloudwatch-mcp',
  'app.kubernetes.io/instance': 'cloudwatch-mcp',
  'app.kubernetes.io/component': 'test',
};

const INTO: readonly Case[] = [
  ['a client of the namespace on 3334', pod('jarvis', { app: 'librechat' }), 3334, 'TCP', true],
  ['a client of another namespace on 3334', pod('default', { app: 'librechat' }), 3334, 'TCP', false],
  ['a client of the other release’s namespace on 3334', pod('jarvis-demo', { app: 'librechat' }), 3334, 'TCP', false],
  ['a scraper on 3334', pod('monitoring', { app: 'prometheus' }), 3334, 'TCP', false],
  ['a stranger on 3334', outside('203.0.113.7'), 3334, 'TCP', false],
  ['a scraper on 9464', pod('monitoring', { app: 'prometheus' }), 9464, 'TCP', true],
  ['helm test on 9464', pod('jarvis', testLabels), 9464, 'TCP', true],
  ['helm test on 3334', pod('jarvis', testLabels), 3334, 'TCP', true],
  ['the test of another release on 9464', pod('jarvis-demo', testLabels), 9464, 'TCP', false],
  ['a client of the namespace on 9464', pod('jarvis', { app: 'librechat' }), 9464, 'TCP', false],
  ['a pod of another namespace on 9464', pod('default'), 9464, 'TCP', false],
  ['a stranger on 9464', outside('203.0.113.7'), 9464, 'TCP', false],
  ['a client of the namespace on another port', pod('jarvis', { app: 'librechat' }), 8080, 'TCP', false],
  ['a client of the namespace on 3334 over UDP', pod('jarvis', { app: 'librechat' }), 3334, 'UDP', false],
];

const OUT: readonly Case[] = [
  ['the cluster’s DNS', pod('kube-system', { 'k8s-app': 'kube-dns' }), 53, 'UDP', true],
  ['the cluster’s DNS over TCP', pod('kube-system', { 'k8s-app': 'kube-dns' }), 53, 'TCP', true],
  ['a node-local DNS cache', outside('169.254.20.10'), 53, 'UDP', true],
  ['AWS by HTTPS', outside('52.94.133.131'), 443, 'TCP', true],
  ['AWS by HTTPS over IPv6', outside('2600:1f13::1'), 443, 'TCP', true],
  ['AWS by HTTP', outside('52.94.133.131'), 80, 'TCP', false],
  ['the Pod Identity agent', outside('169.254.170.23'), 80, 'TCP', true],
  ['the Pod Identity agent over IPv6', outside('fd00:ec2::23'), 80, 'TCP', true],
  ['the address beside the Pod Identity agent', outside('169.254.170.24'), 80, 'TCP', false],
  ['the node’s metadata', outside('169.254.169.254'), 80, 'TCP', false],
  ['the node’s metadata over IPv6', outside('fd00:ec2::254'), 80, 'TCP', false],
  ['a database of the namespace', pod('jarvis', { app: 'mongodb' }), 27_017, 'TCP', false],
  ['a Prometheus on 9090', pod('monitoring', { app: 'prometheus' }), 9090, 'TCP', false],
  ['another machine by SSH', outside('10.0.0.5'), 22, 'TCP', false],
];

/** Whether each connection is let through by the policy of a release. */
async function allowed(release: Release, cases: readonly Case[], into: boolean): Promise<boolean[]> {
  const objects = await render(release);
  const { labels } = only(objects, 'Deployment')['spec'].template.metadata;
  const server: Peer = pod('jarvis', labels as Record<string, string>);
  const traffic = cases.map(([, peer, port, protocol]) => ({
    Source: into ? peer : server,
    Destination: into ? server : peer,
    Protocol: protocol,
    ResolvedPort: port,
    ResolvedPortName: '',
  }));
  const [policyPath, trafficPath] = [join(scratch, `${addresses}.yaml`), join(scratch, `${addresses}.json`)];
  await writeFile(policyPath, stringify(only(objects, 'NetworkPolicy')));
  await writeFile(trafficPath, JSON.stringify(traffic));
  const { code, output } = await runTool('cyclonus', [
    'analyze',
    '--mode=query-traffic',
    `--policy-path=${policyPath}`,
    `--traffic-path=${trafficPath}`,
  ]);
  assert.equal(code, 0, output);
  const answers = [...output.matchAll(/IS ALLOWED\? \|\s+(TRUE|FALSE)/g)].map(([, answer]) => answer === 'TRUE');
  assert.equal(answers.length, cases.length, output);
  return answers;
}

for (const [title, cases, into] of [
  ['the service is reached by', INTO, true],
  ['the service reaches', OUT, false],
] as const) {
  void describe(title, { skip }, async () => {
    const answers = skip === false ? await allowed({}, cases, into) : [];
    for (const [at, [what, , , , expected]] of cases.entries()) {
      void test(`${what}: ${expected ? 'yes' : 'no'}`, () => assert.equal(answers[at], expected));
    }
  });
}

void test('what the values add is let through, and no more', { skip }, async () => {
  const values = {
    networkPolicy: {
      clientsFrom: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }],
      metricsFrom: [{ podSelector: { matchLabels: { app: 'agent' } } }],
      extraEgress: [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
          ports: [{ protocol: 'TCP', port: 9090 }],
        },
      ],
    },
  };
  const into: readonly Case[] = [
    ['', pod('ingress'), 3334, 'TCP', true],
    ['', pod('ingress'), 9464, 'TCP', false],
    ['', pod('jarvis', { app: 'agent' }), 9464, 'TCP', true],
    ['', pod('monitoring', { app: 'prometheus' }), 9464, 'TCP', false],
    ['', pod('jarvis'), 3334, 'TCP', true],
  ];
  const out: readonly Case[] = [
    ['', pod('monitoring', { app: 'prometheus' }), 9090, 'TCP', true],
    ['', pod('default'), 9090, 'TCP', false],
  ];
  assert.deepEqual(await allowed({ values }, into, true), [true, false, true, false, true]);
  assert.deepEqual(await allowed({ values }, out, false), [true, false]);
});

void test(
  'a load balancer of AWS reaches the service and its health check, and other addresses do not',
  { skip },
  async () => {
    const files = valuesFiles().filter((file) => file.endsWith('alb-values.yaml'));
    const into: readonly Case[] = [
      ['', outside('10.0.3.7'), 3334, 'TCP', true],
      ['', outside('10.0.3.7'), 9464, 'TCP', true],
      ['', outside('10.1.3.7'), 3334, 'TCP', false],
      ['', outside('10.1.3.7'), 9464, 'TCP', false],
      ['', pod('monitoring', { app: 'prometheus' }), 9464, 'TCP', true],
    ];
    assert.deepEqual(await allowed({ files }, into, true), [true, true, false, false, true]);
  },
);
