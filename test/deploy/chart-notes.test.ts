import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { policyText } from '../../src/commands/iam-policy.ts';
import { TOOLSETS } from '../../src/toolsets.ts';
import { missing } from '../../scripts/deploy-tools.ts';
import { notes } from './render-notes.ts';

const warnings = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('WARNING: '));

void describe('the notes', { skip: missing('helm'), concurrency: 2 }, () => {
  void test('say how to give the pods a role where none is named', async () => {
    const text = await notes();
    assert.match(
      text,
      /create-pod-identity-association .*\n.*--namespace jarvis --service-account cloudwatch-mcp-service-account/,
    );
    assert.match(text, /iam-policy --trust pod-identity\n/);
    assert.match(text, /add-on eks-pod-identity-agent/);
    // The pods already run: EKS sets nothing in them.
    assert.match(
      text.slice(text.indexOf('create-pod-identity-association'), text.indexOf('What the role must allow')),
      /kubectl rollout restart deployment\/cloudwatch-mcp -n jarvis\n/,
    );
    // One way at a time.
    assert.doesNotMatch(text, /--trust irsa/);
    assert.match(text, /kubectl exec -n jarvis deployment\/cloudwatch-mcp -- cloudwatch-mcp doctor\n/);
  });

  void test('take the account from the role, and the toolsets from the settings', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/CloudWatchMCPServerRole';
    const text = await notes({ serviceAccount: { roleArn }, config: { toolsets: ['logs', 'alarms'] } });
    assert.match(text, /--account 123456789012 --oidc-provider/);
    assert.match(text, /iam-policy --toolsets logs,alarms\n/);
    assert.doesNotMatch(text, /pod-identity/);
  });

  void test("name the role's partition, or the region's", async () => {
    const roleArn = 'arn:aws-cn:iam::123456789012:role/CloudWatchMCPServerRole';
    const china = await notes({ serviceAccount: { roleArn } });
    assert.match(china, /iam-policy --trust irsa [^']*--service-account \S+ --partition aws-cn\n/);
    assert.match(china, /iam-policy --toolsets \S+ --partition aws-cn\n/);
    const gov = await notes({ config: { region: 'us-gov-west-1' } });
    assert.match(gov, /--role-arn arn:aws-us-gov:iam::<account>:role/);
    assert.doesNotMatch(await notes(), /--partition/);
  });

  void test('have a command for the policy of any toolsets, which the service takes', async () => {
    for (const toolsets of [
      [...TOOLSETS],
      ...TOOLSETS.map((one) => TOOLSETS.filter((toolset) => toolset !== one)),
      ['server'],
      ['promql', 'server'],
    ]) {
      const text = await notes({ config: { toolsets } });
      const [, args] = /What the role must allow:\n.* cloudwatch-mcp iam-policy(.*)\n/.exec(text) ?? [];
      const wanted = ['--toolsets', toolsets.join(',')];
      assert.ok(args !== undefined, text);
      const given = args.split(' ').filter((word) => word !== '');
      assert.equal(policyText(given), policyText(wanted), args);
    }
  });

  void test('say how other namespaces reach it where they may', async () => {
    const clientsFrom = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'librechat' } } }];
    const text = await notes({ networkPolicy: { clientsFrom }, service: { port: 80 } });
    assert.match(text, /http:\/\/cloudwatch-mcp\.jarvis:80\/mcp and "cloudwatch-mcp\.jarvis:80"\n/);
    assert.match(
      await notes({ networkPolicy: { enabled: false }, auth: { allowUnauthenticated: true } }),
      /another namespace/,
    );
    assert.doesNotMatch(await notes(), /another namespace/);
  });

  void test('name the addresses of an Ingress', async () => {
    const hosts = [
      { host: 'one.example.com' },
      { host: 'two.example.com', paths: [{ path: '/', pathType: 'Prefix' }] },
    ];
    const plain = await notes({ ingress: { enabled: true, hosts } });
    assert.match(plain, /Ingress: http:\/\/one\.example\.com\/mcp\n.*Ingress: http:\/\/two\.example\.com\/mcp\n/);
    assert.match(await notes({ ingress: { enabled: true, tls: [{ secretName: 'x' }] } }), /Ingress: https:/);
    const annotations = { 'alb.ingress.kubernetes.io/listen-ports': '[{"HTTPS": 443}]' };
    assert.match(await notes({ ingress: { enabled: true, annotations } }), /Ingress: https:/);
    assert.doesNotMatch(await notes(), /Ingress/);
  });

  const oidc = (resourceUrl = 'https://mcp.example.com/mcp', issuer = 'https://issuer.example.com'): object => ({
    mode: 'oidc',
    resourceUrl,
    oidc: { issuers: [{ issuer }] },
  });

  /** Values that are weaker than they could be, and what is said of them. */
  const WEAK: readonly [object, RegExp][] = [
    [{ networkPolicy: { enabled: false }, auth: { allowUnauthenticated: true } }, /every pod that reaches the Service/],
    [{ service: { type: 'LoadBalancer' } }, /published beyond the cluster/],
    [{ service: { type: 'LoadBalancer' } }, /clientsFrom is empty: what comes through the LoadBalancer/],
    [{ service: { type: 'NodePort' } }, /clientsFrom is empty: what comes through the NodePort/],
    [{ ingress: { enabled: true } }, /published beyond the cluster/],
    [{ ingress: { enabled: true } }, /clientsFrom is empty/],
    ...[
      'http://prometheus:9090',
      'https://prometheus',
      'https://prometheus.monitoring.svc',
      'https://example.com:9090',
    ].map((url): [object, RegExp] => [
      { config: { prometheusUrls: { shop: url } } },
      /extraEgress is empty: .* shop, https?:/,
    ]),
    [{ ingress: { enabled: true, hosts: [{ host: '*.example.com' }] } }, /\*\.example\.com names no host/],
    [{ httpRoute: { enabled: true, parentRefs: [{ name: 'a' }] } }, /httpRoute\.hostnames is empty/],
    [{ service: { type: 'LoadBalancer' } }, /config\.allowedHosts is empty: .* the LoadBalancer/],
    [{ auth: oidc('http://cloudwatch-mcp:3334/mcp') }, /auth\.resourceUrl is http: /],
    [{ auth: oidc() }, /No Ingress or HTTPRoute .* leads https:\/\/mcp\.example\.com\/mcp/],
    [{ auth: oidc(), ingress: { enabled: true } }, /No Ingress or HTTPRoute .* leads https:\/\/mcp\.example\.com\/mcp/],
    [{ auth: oidc(), ingress: { enabled: true } }, /The Ingress has no certificate/],
    [
      { auth: oidc('https://x.example.com/mcp', 'http://keycloak.iam:8080/realms/a') },
      /extraEgress is empty: the issuer http/,
    ],
    [{}, /image\.repository is cloudwatch-mcp/],
    [{ image: { tag: 'latest' } }, /image\.tag is latest/],
    [{ image: { pullPolicy: 'IfNotPresent' } }, /nodes keep the image they have/],
    [{ resources: { limits: null } }, /resources\.limits\.memory is not set/],
    [{ resources: { limits: { memory: '300Mi' } } }, /memory is 300Mi: below 512Mi/],
    [{ replicaCount: 1 }, /There is one pod/],
    [{ replicaCount: 0 }, /replicaCount is 0: nobody is answered/],
    [{ podDisruptionBudget: { minAvailable: 2 } }, /lets no pod of 2 go/],
    [{ podDisruptionBudget: { minAvailable: '51%' } }, /lets no pod of 2 go/],
    [{ podDisruptionBudget: { maxUnavailable: 0 } }, /lets no pod of 2 go/],
    [{ terminationGracePeriodSeconds: 30 }, /shorter than the longest call/],
    [{ serviceAccount: { create: false, roleArn: 'arn:aws:iam::123456789012:role/R' } }, /annotates nothing/],
    [{ serviceMonitor: { enabled: true } }, /no ServiceMonitor kind/],
    [{ prometheusRule: { enabled: true } }, /no PrometheusRule kind/],
    [{ config: { redaction: { enabled: false } } }, /config\.redaction\.enabled is false: passwords and tokens/],
    [{}, /config\.region is empty/],
    [{}, /auth\.mode is none: every pod of jarvis may call/],
  ];
  for (const [values, expected] of WEAK) {
    void test(`warn of ${JSON.stringify(values)}: ${expected.source}`, async () => {
      const said = warnings(await notes(values));
      assert.equal(said.filter((line) => expected.test(line)).length, 1, said.join('\n'));
    });
  }

  void test('warn of no missing route where the Service or a name with * is the resource', async () => {
    const ways = [
      { auth: oidc('http://cloudwatch-mcp:3334/mcp') },
      { auth: oidc('http://cloudwatch-mcp.jarvis.svc:3334/mcp') },
      { auth: oidc(), ingress: { enabled: true, hosts: [{ host: '*.example.com' }] } },
      { auth: oidc(), httpRoute: { enabled: true, parentRefs: [{ name: 'a' }], hostnames: ['mcp.example.com'] } },
    ];
    for (const values of ways) assert.doesNotMatch(await notes(values), /No Ingress or HTTPRoute/);
  });

  void test('do not call no pod one', async () => {
    assert.doesNotMatch(await notes({ replicaCount: 0 }), /There is one pod/);
  });

  void test('warn of nothing else', async () => {
    const said = warnings(
      await notes({
        config: {
          region: 'us-east-1',
          prometheusUrls: { one: 'https://prometheus.example.com', two: 'https://example.com:443/prometheus' },
        },
        auth: oidc(),
        ingress: { enabled: true, hosts: [{ host: 'mcp.example.com' }], tls: [{ secretName: 'x' }] },
        networkPolicy: { clientsFrom: [{ ipBlock: { cidr: '10.0.0.0/16' } }] },
        podDisruptionBudget: { minAvailable: '50%' },
        image: { repository: 'registry.example.com/mcp' },
      }),
    );
    assert.deepEqual(said, []);
  });
});
