import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Check } from '../../src/doctor/check.ts';
import type { PolicyDocument } from '../../src/iam/policy-document.ts';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { startCanned, type CannedPrometheus } from './canned-prometheus.ts';
import { DEFAULT_TOOLSETS } from '../../src/toolsets.ts';
import { compileCache } from './compile-cache.ts';
import { freePort } from './free-port.ts';
import { startTestService, type TestService } from './harness.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

/** Where nobody listens. */
export const NO_SUCH_PORT = 'http://127.0.0.1:1';

/** What the command came to. */
export interface Visit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Report {
  readonly checks: readonly Check[];
  readonly lackingPolicy?: PolicyDocument;
}

/** A running service before a sandbox with PromQL, and the doctor as its operator would call it. */
export interface Practice {
  readonly service: TestService;
  readonly promql: CannedPrometheus;
  /** Runs `doctor` with these flags and variables beside those of the service. */
  doctor(args?: readonly string[], more?: Readonly<Record<string, string>>): Promise<Visit>;
  /** The same with `--json`, read. */
  examined(more?: Readonly<Record<string, string>>): Promise<Report & Visit>;
  close(): Promise<void>;
}

export async function openPractice(): Promise<Practice> {
  const promql = await startCanned(({ url }) => {
    if (url.includes('/query')) return { resultType: 'vector', result: [] };
    if (url.includes('/metadata')) return {};
    return url.includes('/rules') ? { groups: [] } : [];
  });
  const ports = {
    CLOUDWATCH_MCP_PORT: String(await freePort()),
    CLOUDWATCH_MCP_ADMIN_PORT: String(await freePort()),
  };
  const sandbox = { prometheusUrl: promql.url.href };
  const usual = { CLOUDWATCH_MCP_TOOLSETS: DEFAULT_TOOLSETS.join(',') };
  const service = await startTestService({ env: { ...ports, ...usual }, clock: Date.now, sandbox });
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...compileCache(),
    AWS_ENDPOINT_URL: service.sandbox.url,
    AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
    CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${promql.url.href}`,
    ...ports,
  };
  const doctor: Practice['doctor'] = async (args = [], more = {}) => {
    const child = spawn(process.execPath, [MAIN, 'doctor', ...args], { env: { ...env, ...more } });
    const [stdout, stderr, code] = await Promise.all([
      child.stdout.toArray(),
      child.stderr.toArray(),
      new Promise<number | null>((ended) => child.once('exit', ended)),
    ]);
    return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
  };
  return {
    service,
    promql,
    doctor,
    async examined(more = {}) {
      const visit = await doctor(['--json'], more);
      assert.equal(visit.stderr, '');
      return { ...visit, ...(JSON.parse(visit.stdout) as Report) };
    },
    async close() {
      await service.close();
      await promql.close();
    },
  };
}

/** The checks of a report whose names match. */
export function named(report: Report, name: RegExp): Check[] {
  return report.checks.filter((check) => name.test(check.name));
}
