import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'yaml';
import { loadConfig, type Config } from '../../src/config.ts';
import { SECTIONS } from '../../src/config-sections/sections.ts';
import { SETTINGS } from '../../src/settings.ts';
import { CHART, CRD_KINDS, only, render, ROOT, valuesFiles, type Release } from '../../scripts/chart.ts';
import { missing } from '../../scripts/deploy-tools.ts';

/** Settings whose value has another name, or that have none, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  awsRegion: 'config.region, by AWS_REGION',
  awsProfile: 'none: a pod has no profiles',
  port: 'none: the Service maps its port to 3334',
  adminPort: 'none: probes, Service and policy name 9464',
  allowUnauthenticated: 'auth.mode and the policy decide',
  auth: 'auth.mode',
  bearerTokensFile: 'auth.existingSecret, mounted',
  resourceUrl: 'auth.resourceUrl, by CLOUDWATCH_MCP_RESOURCE_URL',
  oidcIssuer: 'none: auth.oidc has it',
  oidcAudience: 'none: auth.oidc has it',
};

/** The names under which a Service in `jarvis` is reached. */
const SERVICE_HOSTS = [
  'cloudwatch-mcp',
  'cloudwatch-mcp.jarvis',
  'cloudwatch-mcp.jarvis.svc',
  'cloudwatch-mcp.jarvis.svc.cluster.local',
];
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

const valuesOf = (name: string): string[] => valuesFiles().filter((file) => file.endsWith(`/${name}-values.yaml`));

const scratch = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-settings-'));
after(() => rm(scratch, { recursive: true }));

let files = 0;

/** The configuration that the service has in the pods of a release. */
async function configOf(release: Release): Promise<Config> {
  const objects = await render({ ...release, apiVersions: CRD_KINDS });
  const { env } = only(objects, 'Deployment')['spec'].template.spec.containers[0] as {
    env: { name: string; value?: string }[];
  };
  const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  assert.equal(variables['CLOUDWATCH_MCP_CONFIG'], '/etc/cloudwatch-mcp/config.yaml');
  const maps = objects.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'cloudwatch-mcp');
  const path = join(scratch, `${(files += 1)}.yaml`);
  await writeFile(path, (only(maps, 'ConfigMap')['data'] as Record<string, string>)['config.yaml'] ?? '');
  return loadConfig([], { ...variables, CLOUDWATCH_MCP_CONFIG: path });
}

void describe('the service in the pods', { skip: missing('helm') }, () => {
  void test('has its own defaults, and answers the network without authentication', async () => {
    assert.deepEqual(await configOf({}), {
      ...loadConfig([], {}),
      serverHost: '0.0.0.0',
      allowUnauthenticated: true,
      allowedHosts: [...SERVICE_HOSTS, ...LOCAL_HOSTS],
    });
  });

  void test('has what the values say', async () => {
    const config = await configOf({ files: valuesOf('full') });
    const { prometheusUrls, ...others } = config;
    assert.deepEqual(
      prometheusUrls.map(({ name, url }) => [name, url.href]),
      [['shop', 'http://prometheus.monitoring:9090/']],
    );
    const { prometheusUrls: _none, ...defaults } = loadConfig([], {});
    assert.deepEqual(others, {
      ...defaults,
      awsRegion: 'eu-west-1',
      regions: ['eu-west-1', 'us-east-1'],
      port: 3334,
      serverHost: '0.0.0.0',
      adminPort: 9464,
      allowUnauthenticated: true,
      allowedHosts: ['cloudwatch-mcp.example.com', ...SERVICE_HOSTS, ...LOCAL_HOSTS],
      allowedOrigins: ['chat.example.com'],
      logLevel: 'ERROR',
      toolsets: ['logs', 'metrics', 'alarms', 'promql'],
      disabledTools: ['get_log_events'],
      toolTimeout: 60,
      maxResultTokens: 8000,
      maxScanGb: 50,
      logsSearchRate: 2,
      drainDelay: 10,
    });
  });

  void test('asks for the tokens of the Secret', async () => {
    const config = await configOf({ files: valuesOf('bearer') });
    assert.equal(config.auth, 'bearer');
    assert.equal(config.bearerTokensFile, '/var/run/secrets/cloudwatch-mcp/tokens');
    assert.equal(config.allowUnauthenticated, false);
    assert.deepEqual(
      config.policy?.rules?.map(({ name }) => name),
      ['chat', 'on-call'],
    );
  });

  void test('has the issuers, the accounts and the policy of the values, and accepts the host that tokens name', async () => {
    const [file = ''] = valuesOf('oidc');
    const values = parse(readFileSync(file, 'utf8')) as { config: Record<string, object>; auth: { oidc: object } };
    const config = await configOf({ files: [file] });
    assert.equal(config.auth, 'oidc');
    assert.partialDeepStrictEqual(config.oidc, values.auth.oidc);
    assert.partialDeepStrictEqual(config.accounts, values.config['accounts']);
    assert.partialDeepStrictEqual(config.policy, values.config['policy']);
    assert.ok(config.allowedHosts.includes('cloudwatch-mcp.example.com'));
  });

  void test('reads the example of the configuration as values too', async () => {
    const example = parse(readFileSync(join(ROOT, 'docs/config.example.yaml'), 'utf8')) as Record<string, unknown>;
    const { oidc, ...sections } = pick(example, Object.keys(SECTIONS));
    const auth = { mode: 'oidc', resourceUrl: 'https://mcp.example.com/mcp', oidc };
    // The policy names one of them.
    const { prometheusUrls } = example;
    const config = await configOf({ values: { auth, config: { ...sections, prometheusUrls } } });
    assert.partialDeepStrictEqual(config, { oidc, ...sections });
  });

  void test('starts anew where a setting changes, and only there', async () => {
    const checksums = await Promise.all(
      [{}, { config: { logLevel: 'DEBUG' } }, { replicaCount: 5 }].map(async (values) => {
        const { metadata } = only(await render({ values }), 'Deployment')['spec'].template;
        return metadata.annotations['checksum/config'] as string;
      }),
    );
    assert.notEqual(checksums[0], checksums[1]);
    assert.equal(checksums[0], checksums[2]);
  });
});

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => Object.keys(from[name] ?? {}).length > 0).map((name) => [name, from[name]]),
  );
}

void test('each setting of the service has a value of the chart', () => {
  const { config } = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8')) as { config: object };
  const missingOnes = SETTINGS.map(({ key }) => key).filter((key) => !(key in config) && !(key in OTHERWISE));
  assert.deepEqual(missingOnes, []);
  const sections = Object.keys(SECTIONS).filter((name) => name !== 'oidc' && !(name in config));
  assert.deepEqual(sections, []);
});
