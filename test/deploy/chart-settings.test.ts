import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'yaml';
import { loadConfig, type Config } from '../../src/config.ts';
import { SETTINGS } from '../../src/settings.ts';
import { CHART, CRD_KINDS, only, render, valuesFiles, type Release } from '../../scripts/chart.ts';
import { missing } from '../../scripts/deploy-tools.ts';

/** Settings whose value has another name, or that have none, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  awsRegion: 'config.region, by AWS_REGION',
  awsProfile: 'none: a pod has no profiles',
  port: 'none: the Service maps its port to 3334',
  adminPort: 'none: probes, Service and policy name 9464',
  allowUnauthenticated: 'auth.mode and the policy decide',
};

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
    });
  });

  void test('has what the values say', async () => {
    const config = await configOf({ files: valuesFiles().filter((file) => file.endsWith('full-values.yaml')) });
    const { prometheusUrls, ...others } = config;
    assert.deepEqual(
      prometheusUrls.map(({ name, url }) => [name, url.href]),
      [['shop', 'http://prometheus.monitoring:9090/']],
    );
    assert.deepEqual(others, {
      awsRegion: 'eu-west-1',
      awsProfile: undefined,
      regions: ['eu-west-1', 'us-east-1'],
      port: 3334,
      serverHost: '0.0.0.0',
      adminPort: 9464,
      allowUnauthenticated: true,
      allowedHosts: [
        'cloudwatch-mcp.example.com',
        'cloudwatch-mcp',
        'cloudwatch-mcp.jarvis',
        'cloudwatch-mcp.jarvis.svc',
        'cloudwatch-mcp.jarvis.svc.cluster.local',
      ],
      allowedOrigins: ['chat.example.com'],
      logLevel: 'ERROR',
      toolsets: ['logs', 'metrics', 'alarms', 'promql'],
      disabledTools: ['get_log_events'],
      toolTimeout: 60,
      maxResultTokens: 8000,
      logsSearchRate: 2,
      drainDelay: 10,
    });
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

void test('each setting of the service has a value of the chart', () => {
  const { config } = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8')) as { config: object };
  const missingOnes = SETTINGS.map(({ key }) => key).filter((key) => !(key in config) && !(key in OTHERWISE));
  assert.deepEqual(missingOnes, []);
});
