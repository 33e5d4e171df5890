import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { CHART, CRD_KINDS, ROOT, template } from '../../scripts/chart.ts';
import { missing } from '../../scripts/deploy-tools.ts';

type Values = Record<string, unknown>;

/** The sections of the configuration file that are values of `config`, as docs/config.example.yaml has them. */
const example = parse(readFileSync(join(ROOT, 'docs/config.example.yaml'), 'utf8')) as Values;
const SECTION_VALUES: [string, unknown][] = ['accounts', 'policy', 'budgets', 'redaction'].map((name) => [
  `config.${name}`,
  example[name],
]);
const hasKeys = (value: unknown): boolean => Object.keys(value ?? {}).length > 0;

/** Values that change no object, and why. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'auth.mode': 'is refused without what it needs: chart-settings.test.ts has every mode',
  ...Object.fromEntries(
    SECTION_VALUES.filter(([, value]) => !hasKeys(value)).map(([path]) => [path, 'has no keys so far']),
  ),
  'auth.allowUnauthenticated': 'permits what would be refused',
};

/** What must hold for a part's values to matter, beside its own `enabled`. */
const CONTEXT: Readonly<Record<string, Values>> = {
  autoscaling: { targetRequestsPerSecond: 5 },
  httpRoute: { parentRefs: [{ name: 'internal' }] },
};

const ISSUERS = { issuers: [{ issuer: 'https://issuer.example.com' }] };
const RESOURCE_URL = 'https://mcp.example.com/mcp';

/** What must hold for single values of `auth`, whose modes refuse each other's. */
const OF_MODE: Readonly<Record<string, Values>> = {
  'auth.existingSecret': { mode: 'bearer', existingSecret: 'callers' },
  'auth.existingSecretKey': { mode: 'bearer', existingSecret: 'callers' },
  'auth.resourceUrl': { mode: 'oidc', oidc: ISSUERS, resourceUrl: RESOURCE_URL },
  'auth.oidc': { mode: 'oidc', oidc: ISSUERS, resourceUrl: RESOURCE_URL },
};

const LABELS = { 'example.com/tried': 'yes' };
const PEER = [{ ipBlock: { cidr: '192.0.2.0/24' } }];
const RELABELING = [{ action: 'labeldrop', regex: 'pod' }];

/** Another value, where turning, counting up or appending a letter does not make an allowed one. */
const OTHER: Readonly<Record<string, unknown>> = {
  'image.digest': `sha256:${'0'.repeat(64)}`,
  'image.pullPolicy': 'Never',
  imagePullSecrets: [{ name: 'registry' }],
  'serviceAccount.roleArn': 'arn:aws:iam::123456789012:role/CloudWatchMCPServerRole',
  'auth.existingSecret': 'others',
  'auth.resourceUrl': 'https://mcp.example.org/mcp',
  'auth.oidc': { issuers: [{ issuer: 'https://other.example.com' }] },
  ...Object.fromEntries(SECTION_VALUES),
  'config.region': 'eu-west-1',
  'config.regions': ['eu-west-1'],
  'config.toolsets': ['logs'],
  'config.disabledTools': ['list_metrics'],
  'config.prometheusUrls': { shop: 'https://prometheus.example.com' },
  'config.logLevel': 'ERROR',
  'config.allowedHosts': ['example.com'],
  'config.allowedOrigins': ['example.com'],
  'config.serverHost': '::',
  'service.type': 'NodePort',
  'networkPolicy.clientsFrom': PEER,
  'networkPolicy.metricsFrom': PEER,
  'networkPolicy.extraIngress': [{ from: PEER }],
  'networkPolicy.extraEgress': [{ to: PEER }],
  'resources.requests.cpu': '200m',
  'resources.requests.memory': '200Mi',
  'resources.limits.memory': '1Gi',
  'podDisruptionBudget.minAvailable': 1,
  terminationGracePeriodSeconds: 300,
  'podSecurityContext.seccompProfile.type': 'Unconfined',
  'securityContext.capabilities.drop': ['NET_RAW'],
  affinity: { nodeAffinity: {} },
  tolerations: [{ operator: 'Exists' }],
  topologySpreadConstraints: [{ topologyKey: 'rack', maxSkew: 2, whenUnsatisfiable: 'DoNotSchedule' }],
  extraEnv: [{ name: 'TRIED', value: 'yes' }],
  extraEnvFrom: [{ secretRef: { name: 'tried' } }],
  extraVolumes: [{ name: 'tried', emptyDir: {} }],
  extraVolumeMounts: [{ name: 'tried', mountPath: '/tried' }],
  extraObjects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tried' } }],
  'serviceMonitor.interval': '45s',
  'serviceMonitor.scrapeTimeout': '5s',
  'serviceMonitor.relabelings': RELABELING,
  'serviceMonitor.metricRelabelings': RELABELING,
  'prometheusRule.errorRatio': 0.5,
  'prometheusRule.throttledRatio': 0.5,
  'prometheusRule.upstreamThrottledRatio': 3,
  'prometheusRule.eventLoopSeconds': 3,
  'prometheusRule.extraRules': [{ record: 'tried', expr: 'vector(1)' }],
  'ingress.hosts': [{ host: 'tried.example.com', paths: [{ path: '/', pathType: 'Prefix' }] }],
  'ingress.tls': [{ secretName: 'tried' }],
  'httpRoute.parentRefs': [{ name: 'tried' }],
  'httpRoute.hostnames': ['tried.example.com'],
};

/** The paths of everything in values.yaml that is no map with keys of its own. */
function leavesOf(values: Values, before = ''): [string, unknown][] {
  return Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
    const path = `${before}${key}`;
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
    return isMap ? leavesOf(value as Values, `${path}.`) : [[path, value]];
  });
}

function otherThan(path: string, value: unknown): unknown {
  if (path in OTHER) return OTHER[path];
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return LABELS;
  throw new Error(`No other value of ${path} is known to this test: add one to OTHER`);
}

/** `[['a', 'b'], 1]` as `{ a: { b: 1 } }`, in `values`. */
function set(values: Values, path: string, value: unknown): Values {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let inner = values;
  for (const key of keys) inner = (inner[key] ??= {}) as Values;
  inner[last] = value;
  return values;
}

/** Values under which this leaf matters: its part is on. */
function contextOf(path: string): Values {
  const [part = ''] = path.split('.');
  const context: Values = { auth: OF_MODE[path] ?? { allowUnauthenticated: true } };
  const own = { ...CONTEXT[part], ...(`${part}.enabled` in leaves && { enabled: true }) };
  return Object.keys(own).length > 0 ? { ...context, [part]: own } : context;
}

const leaves = Object.fromEntries(leavesOf(parse(readFileSync(join(CHART, 'values.yaml'), 'utf8')) as Values));

void describe('every value reaches the objects', { skip: missing('helm'), concurrency: 2 }, () => {
  for (const [path, value] of Object.entries(leaves)) {
    if (path in WITHOUT_EFFECT) continue;
    void test(path, async () => {
      const before = contextOf(path);
      const after = set(structuredClone(before), path, otherThan(path, path.endsWith('.enabled') ? true : value));
      const [one, other] = await Promise.all(
        [before, after].map((values) => template({ values, apiVersions: CRD_KINDS })),
      );
      assert.equal(one?.code, 0, one?.output);
      assert.equal(other?.code, 0, other?.output);
      assert.notEqual(other?.stdout, one?.stdout);
    });
  }
});

void test('the values that are said to change no object exist', () => {
  assert.deepEqual(
    Object.keys(WITHOUT_EFFECT).filter((path) => !(path in leaves)),
    [],
  );
});
