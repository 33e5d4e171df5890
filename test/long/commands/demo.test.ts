import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect } from '../../../src/client/connect.ts';
import { compileCache } from '../../support/compile-cache.ts';
import { findCommand } from '../../support/find-command.ts';

const MAIN = resolve(import.meta.dirname, '../../../src/main.ts');
const ESCAPE = String.fromCharCode(27);

interface Run {
  readonly child: ChildProcess;
  /** Resolves when the output has `text`. */
  until(text: string): Promise<void>;
  /** Where it says that it listens. */
  url(): string;
  readonly ended: Promise<{ code: number | null; output: string; errors: string; left: string[] }>;
}

/** The demo as people start it, with a folder for temporary files of its own. */
async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
  const child = spawn(process.execPath, [MAIN, 'demo', ...args], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder, ...compileCache(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const ended = new Promise<number | null>((done) => child.once('close', done)).then(async (code) => {
    const left = await readdir(folder);
    await rm(folder, { recursive: true });
    return { code, output, errors, left };
  });
  const until = (text: string) =>
    new Promise<void>((found, gone) => {
      const look = () => {
        if (output.includes(text)) found();
      };
      child.stdout.on('data', look);
      child.once('close', () => gone(new Error(`ended without ${JSON.stringify(text)}: ${output}${errors}`)));
      look();
    });
  const url = () => /at (http:\/\/localhost:\d+\/mcp), MCP/.exec(output)?.[1] ?? 'http://not-shown';
  return { child, until, url, ended };
}

// Most of a walk is waiting for the rate at which logs may be searched: all walks begin now.
const walk = start(['--once', '--port=0']);
const walkAlone = start(['--port=0'], { PATH: '/nonexistent' });

describe('demo --once', () => {
  const hasPrometheus = findCommand('prometheus') !== undefined;
  let walked: Awaited<Run['ended']>;
  before(async () => {
    walked = await (await walk).ended;
  });

  test('walks from the alarms to the cause and ends well', () => {
    assert.equal(walked.code, 0, walked.output + walked.errors);
    const calls = [...walked.output.matchAll(/^> ([a-z]+_\w+)/gm)].map((match) => match[1]);
    const promql = ['list_prometheus_workspaces', 'query_prometheus_range'];
    assert.deepEqual(calls, [
      'describe_alarms',
      'describe_alarms',
      'get_metric_statistics',
      'describe_log_groups',
      'search_log_events',
      'get_log_events',
      'run_logs_insights_query',
      'search_log_events',
      ...(hasPrometheus ? promql : []),
    ]);
  });

  test('states the cause with its time, from a log line that an answer shows', () => {
    const cause = /^Cause: at (\d{2}:\d{2}:\d{2}) UTC \S+ says: (.{20,60})/m.exec(walked.output);
    assert.ok(cause, walked.output.slice(-3000));
    assert.match(cause[0], /checkout/);
    const shown = walked.output.slice(0, cause.index).replaceAll(/\s+/g, ' ');
    assert.ok(shown.includes((cause[2] ?? '').split(' ').slice(0, 3).join(' ')));
    assert.match(walked.output, /v2\.31\.0/);
    if (hasPrometheus) assert.match(walked.output, /PromQL agrees/);
  });

  test('is readable in a pipe: no escape codes, no line over 100 columns but links', () => {
    assert.ok(!walked.output.includes(ESCAPE));
    const long = walked.output.split('\n').filter((line) => line.length > 100 && !/https?:\/\/\S{60}/.test(line));
    assert.deepEqual(long, []);
  });

  test('shows the blocks for the clients with the port of a demo that goes on', () => {
    assert.match(walked.output, /^While the demo is serving \(npm run demo\), paste one of these:$/m);
    const url = 'http://localhost:3334/mcp';
    for (const line of [`    url: ${url}`, `      "url": "${url}"`, `["-y", "mcp-remote", "${url}"]`]) {
      assert.ok(walked.output.includes(line), line);
    }
    assert.match(walked.output, /allowedAddresses:\n {4}- "localhost:\d+"/);
  });

  test('says once what it is, and before every call where its arguments come from', () => {
    const [opening = '', ...steps] = walked.output.split(/\n\d+\. /);
    assert.match(opening, /invented shop in an embedded sandbox, and a script asks here in place of a model\./);
    assert.match(opening, /\(Wrapped to 100 columns here/);
    assert.equal(walked.output.split('a model gets each line whole').length, 2);
    for (const step of steps) assert.match(step, /^[^\n]+\nRead above: [^>]+\n> /);
  });

  test('leaves nothing behind', () => assert.deepEqual(walked.left, []));
});

describe('demo', { concurrency: 4 }, () => {
  test('without a prometheus binary the walk says so and still ends well, and it serves on until it is stopped', async () => {
    const run = await walkAlone;
    await run.until('until Ctrl-C.');
    await run.until(`To ask it yourself, paste one of these:`);
    await run.until(`    url: ${run.url()}`);
    const connection = await connect(run.url(), '0');
    const { text, isError } = await connection.call('get_server_info', {});
    await connection.close();
    assert.equal(isError, false, text);
    run.child.kill('SIGINT');
    const { code, output, left } = await run.ended;
    assert.equal(code, 0, output);
    assert.deepEqual(left, []);
    assert.match(output, /PromQL is left out\. No prometheus and promtool were found on the PATH\./);
    assert.match(output, /^Cause: /m);
  });

  test('a taken port is an error that names the flag', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    after(() => taken.close());
    await new Promise((listening) => taken.once('listening', listening));
    const { port } = taken.address() as AddressInfo;
    const { code, errors, output } = await (await start(['--once', `--port=${port}`])).ended;
    assert.equal(code, 2);
    assert.match(errors, new RegExp(`Port ${port} is taken.*--port`));
    assert.equal(output, '');
    const byVariable = await (await start(['--once'], { CLOUDWATCH_MCP_PORT: String(port) })).ended;
    assert.match(byVariable.errors, new RegExp(`Port ${port} is taken.*CLOUDWATCH_MCP_PORT`), 'the variable it names');
  });

  test('a wrong flag is an error that names the flags', async () => {
    const { code, errors } = await (await start(['--ones'])).ended;
    assert.equal(code, 2);
    assert.match(errors, /--ones.*--port, --once, --toolsets/);
  });

  test('it listens on this machine alone', async () => {
    const { code, errors } = await (await start(['--once', '--port=0', '--server-host=0.0.0.0'])).ended;
    assert.equal(code, 2);
    assert.match(errors, /--server-host/);
  });

  test('Ctrl-C in the middle of the walk ends it at once and leaves nothing behind', async () => {
    const run = await start(['--port=0']);
    await run.until('1. ');
    run.child.kill('SIGINT');
    const { code, output, left } = await run.ended;
    assert.equal(code, 130, output);
    assert.ok(!output.includes('Serving'));
    assert.deepEqual(left, []);
  });
});
