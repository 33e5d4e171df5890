import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findCommand } from './find-command.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** Why tests that need a Prometheus that scrapes cannot run here, as their `skip`; false where they can. */
export const SCRAPING_MISSING =
  findCommand('prometheus') === undefined && "missing: prometheus (Debian's package prometheus)";

/** A real Prometheus that scrapes a service every second, with labels as its operator gives them to targets. */
export interface ScrapingPrometheus {
  readonly url: string;
  /** All values of a query second by second from `since` (epoch milliseconds) on, as a dashboard asks it. */
  history(query: string, since: number): Promise<number[]>;
  /** Values of an instant query now; none where there is no data. @throws Error with Prometheus's words for what does not parse */
  values(query: string): Promise<number[]>;
  /** The `data` of an answer of the API. */
  get(path: string): Promise<unknown>;
  /**
   * Resolves when it was scraped once.
   * @param target host and port of its /metrics
   * @param groups rules, as a PrometheusRule has them
   */
  scrape(target: string, groups?: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

/** What a ServiceMonitor of the chart makes of a target: those of the release `cloudwatch-mcp` in `jarvis`. */
const TARGET_LABELS = {
  namespace: 'jarvis',
  service: 'cloudwatch-mcp',
  pod: 'cloudwatch-mcp-0',
  container: 'cloudwatch-mcp',
  endpoint: 'metrics',
};

/** Starts one that scrapes nothing yet. */
export async function startScraping(): Promise<ScrapingPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-scrape-'));
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, '');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const flags = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-lifecycle',
    '--log.level=warn',
  ];
  const server = spawn(findCommand('prometheus') ?? '', flags, { stdio: ['ignore', 'ignore', 'inherit'] });
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(server, 'exit');
  await until('Prometheus is ready', async () => {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    return answer?.ok === true;
  });
  async function get(path: string): Promise<unknown> {
    const { status, data, error } = (await (await fetch(`${url}${path}`)).json()) as Record<string, unknown>;
    if (status !== 'success') throw new Error(`${path}: ${String(error)}`);
    return data;
  }
  async function values(query: string): Promise<number[]> {
    const { result } = (await get(`/api/v1/query?${new URLSearchParams({ query }).toString()}`)) as {
      result: { value: [number, string] }[];
    };
    return result.map(({ value }) => Number(value[1]));
  }
  async function history(query: string, since: number): Promise<number[]> {
    const range = { query, start: String(since / 1000), end: String(Date.now() / 1000), step: '1' };
    const { result } = (await get(`/api/v1/query_range?${new URLSearchParams(range).toString()}`)) as {
      result: { values: [number, string][] }[];
    };
    return result.flatMap((series) => series.values.map(([, value]) => Number(value)));
  }
  return {
    url,
    get,
    values,
    history,
    async scrape(target, groups = []) {
      await writeFile(join(folder, 'rules.yml'), stringify({ groups }));
      const job = { job_name: 'cloudwatch-mcp', static_configs: [{ targets: [target], labels: TARGET_LABELS }] };
      const content = {
        global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
        rule_files: ['rules.yml'],
        scrape_configs: [job],
      };
      await writeFile(config, stringify(content));
      const { status } = await fetch(`${url}/-/reload`, { method: 'POST' });
      if (status !== 200) throw new Error(`Prometheus does not take its configuration: ${status}`);
      await until('the target is scraped', async () => (await values('up == 1')).length > 0);
    },
    async close() {
      process.off('exit', kill);
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
