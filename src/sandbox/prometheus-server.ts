/** A real Prometheus beside a sandbox: the last hours of its world as blocks, and what follows by scraping it. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openMetrics } from './exposition.ts';
import { recordedSeries, RULES } from './prometheus-rules.ts';
import type { World } from './world/types.ts';

export interface PrometheusServer {
  readonly url: string;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  readonly sandboxUrl: string;
  /** `prometheus` on the PATH unless given; `promtool` is looked for beside it. */
  readonly binary?: string | undefined;
  /** How often it scrapes and evaluates its rules: 5 unless given, so that metadata and alerts are there soon. */
  readonly intervalSeconds?: number | undefined;
  readonly now?: (() => number) | undefined;
}

const execute = promisify(execFile);
const HISTORY_MS = 3 * 3_600_000;
const STEP_MS = 60_000;
const READY_TIMEOUT_MS = 20_000;

/**
 * Starts a Prometheus with `world.promSeries` of the last three hours in it, which scrapes `sandboxUrl`. Undefined where
 * there is no binary. It ends with this process, however that ends.
 */
export async function startPrometheus(world: World, options: PrometheusOptions): Promise<PrometheusServer | undefined> {
  const { sandboxUrl, binary = 'prometheus', intervalSeconds = 5, now = Date.now } = options;
  const promtool = binary.replace(/prometheus$/, 'promtool');
  if (!(await Promise.all([binary, promtool].map(runs))).every(Boolean)) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-prometheus-'));
  try {
    const port = await freePort();
    const until = now();
    const history = { start: until - HISTORY_MS, end: until, step: STEP_MS };
    const series = [...world.promSeries, ...recordedSeries(world.promSeries, history)];
    await Promise.all([
      writeFile(join(folder, 'prometheus.yml'), configuration(sandboxUrl, world.region, intervalSeconds)),
      writeFile(join(folder, 'rules.yml'), RULES),
      writeFile(join(folder, 'history.om'), openMetrics(series, history.start, history.end, history.step)),
    ]);
    const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'history.om'), join(folder, 'data')];
    await execute(promtool, blocks, { maxBuffer: 64 * 1024 * 1024 });
    return await run(binary, folder, port);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function run(prometheus: string, folder: string, port: number): Promise<PrometheusServer> {
  const flags = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    // An alert of the history goes on as it was, and does not wait for its Prometheus to have run a while.
    '--rules.alert.for-grace-period=0s',
    '--log.level=warn',
  ];
  // The shell reads its input to the end, which comes when this process stops it or is gone, even by SIGKILL.
  const script = '"$@" & read -r _; kill $!; wait; rm -rf "$0"';
  const shell = spawn('sh', ['-c', script, folder, prometheus, ...flags], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true, // Ctrl-C is for this process, which then stops it.
  });
  let log = '';
  shell.stderr.setEncoding('utf8').on('data', (chunk: string) => (log = (log + chunk).slice(-4000)));
  const ended = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    shell.stdin.end();
    await ended;
  };
  if (await isReady(url)) return { url, stop };
  await stop();
  throw new Error(`prometheus did not become ready within ${READY_TIMEOUT_MS / 1000} s: ${log}`);
}

async function isReady(url: string): Promise<boolean> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (ready?.ok) return true;
    await sleep(50);
  }
  return false;
}

/** Scraped series keep their own labels: with what Prometheus would add they would be others than those in the blocks. */
function configuration(sandboxUrl: string, region: string, seconds: number): string {
  const { host } = new URL(sandboxUrl);
  return `
global: { scrape_interval: ${seconds}s, evaluation_interval: ${seconds}s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: sandbox
    metrics_path: /_sandbox/metrics
    params: { region: ['${region}'] }
    honor_labels: true
    static_configs: [{ targets: ['${host}'] }]
    metric_relabel_configs:
      - { source_labels: [instance], regex: '${host}', target_label: instance, replacement: '' }
      - { source_labels: [job], regex: sandbox, target_label: job, replacement: '' }
`;
}

async function runs(binary: string): Promise<boolean> {
  return execute(binary, ['--version']).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
