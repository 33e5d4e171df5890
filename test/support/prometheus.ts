import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { findCommand } from './find-command.ts';
import { freePort } from './free-port.ts';
import { fixture, RULES } from './prometheus-fixture.ts';

/** A real Prometheus with the fixture's samples and rules in it. */
export interface RealPrometheus {
  readonly url: string;
  close(): Promise<void>;
}

/** Why tests against a real Prometheus cannot run here, as their `skip`. */
export const PROMETHEUS_MISSING =
  "missing: prometheus and promtool (Debian's package prometheus, or set PROMETHEUS_URL to a server that holds what test/support/prometheus-fixture.ts prints, or have a container engine)";

const IMAGE = 'prom/prometheus:v2.55.1';
const READY_MS = 20_000;
const CONFIG = 'rule_files: [rules.yml]\nglobal: { evaluation_interval: 1s }\n';
/** The samples' moment is fixed: they must not be dropped for their age. */
const RETENTION = '--storage.tsdb.retention.time=100y';

export type Found =
  | { readonly how: 'url'; readonly url: string }
  | { readonly how: 'container' }
  | { readonly how: 'binary'; readonly prometheus: string; readonly promtool: string };

/**
 * Where a Prometheus is to be had: `PROMETHEUS_URL`, a container engine, local binaries; undefined where there is none.
 * @param own whether it must be one that can be given its content
 */
export async function findPrometheus(own = false): Promise<Found | undefined> {
  const url = process.env['PROMETHEUS_URL'];
  if (url && !own) return { how: 'url', url: url.replace(/\/$/, '') };
  if (await hasContainerEngine()) return { how: 'container' };
  const prometheus = findCommand('prometheus');
  const promtool = findCommand('promtool');
  return prometheus === undefined || promtool === undefined ? undefined : { how: 'binary', prometheus, promtool };
}

/** What a Prometheus of its own holds: OpenMetrics text, and rules. */
export interface Content {
  readonly samples: string;
  readonly rules: string;
}

/**
 * Starts what `findPrometheus` found, with the fixture in it; undefined where there is none.
 * @param content instead of the fixture, which a server at `PROMETHEUS_URL` cannot be given
 */
export async function startPrometheus(content?: Content): Promise<RealPrometheus | undefined> {
  const found = await findPrometheus(content !== undefined);
  if (found === undefined) return undefined;
  if (found.how === 'url') return { url: found.url, close: () => Promise.resolve() };
  const own = content ?? { samples: fixture(), rules: RULES };
  return found.how === 'container' ? startContainer(own) : startProcess(found.prometheus, found.promtool, own);
}

async function hasContainerEngine(): Promise<boolean> {
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  );
}

async function startContainer({ samples, rules }: Content): Promise<RealPrometheus> {
  const run = `promtool tsdb create-blocks-from openmetrics /tmp/fixture.om /tmp/data >/dev/null && exec prometheus --config.file=/tmp/prometheus.yml --storage.tsdb.path=/tmp/data ${RETENTION}`;
  const container = await new GenericContainer(IMAGE)
    .withCopyContentToContainer([
      { content: samples, target: '/tmp/fixture.om' },
      { content: rules, target: '/tmp/rules.yml' },
      { content: CONFIG, target: '/tmp/prometheus.yml' },
    ])
    .withEntrypoint(['sh', '-c', run])
    .withExposedPorts(9090)
    .withWaitStrategy(Wait.forHttp('/-/ready', 9090))
    .start();
  const url = `http://${container.getHost()}:${container.getMappedPort(9090)}`;
  await isReady(url);
  return { url, close: async () => void (await container.stop()) };
}

async function startProcess(
  prometheus: string,
  promtool: string,
  { samples, rules }: Content,
): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-test-'));
  await Promise.all([
    writeFile(join(folder, 'fixture.om'), samples),
    writeFile(join(folder, 'rules.yml'), rules),
    writeFile(join(folder, 'prometheus.yml'), CONFIG),
  ]);
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'fixture.om'), join(folder, 'data')];
  await promisify(execFile)(promtool, blocks);
  const port = await freePort();
  const flags = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    RETENTION,
    '--log.level=warn',
  ];
  const server = spawn(prometheus, flags, { stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-2_000)));
  const ended = once(server, 'exit');
  const close = async () => {
    process.off('exit', kill);
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  if (await isReady(url)) return { url, close };
  await close();
  throw new Error(`prometheus did not become ready: ${log}`);
}

/** Polls until the rules were evaluated: Prometheus says in no other way when it is ready. */
async function isReady(url: string): Promise<boolean> {
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await sleep(50)) {
    const answer = await fetch(`${url}/api/v1/rules`).catch(() => undefined);
    if (answer?.ok === true && !(await answer.text()).includes('"health":"unknown"')) return true;
  }
  return false;
}
