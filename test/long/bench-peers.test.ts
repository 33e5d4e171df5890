import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Figure, Unmeasured } from '../bench/figures.ts';
import { freePort } from '../support/free-port.ts';

const run = promisify(execFile);
const BENCH = resolve(import.meta.dirname, '../bench');
const PEER = resolve(BENCH, 'fixtures/peer.ts');

test(
  'peers over stdio and HTTP are measured beside the service, and what fails or lacks a tool is told in words',
  { timeout: 180_000 },
  async () => {
    const port = String(await freePort());
    const scenarios = {
      describe_alarms: { tool: 'alarms', arguments: { prefix: 'firing-{n}' } },
      describe_log_groups: { tool: 'groups' },
      get_metric_statistics: { tool: 'broken' },
    };
    const node = [process.execPath, PEER];
    const file = join(mkdtempSync(join(tmpdir(), 'peers-')), 'peers.json');
    const peers = [
      { name: 'lines', command: node, scenarios },
      { name: 'web', command: [...node, 'http', port], url: `http://127.0.0.1:${port}/mcp`, scenarios },
      { name: 'ends', command: [...node, 'fails'], scenarios },
      { name: 'absent', command: ['/no/such/program'], scenarios },
      { name: 'nobody', url: `http://127.0.0.1:${await freePort()}/mcp`, scenarios },
    ];
    writeFileSync(file, JSON.stringify({ peers }));
    const args = ['peers', '--peers', file, '--sources', '--json', '--rounds', '1', '--calls', '3'];
    const { stdout } = await run(process.execPath, [resolve(BENCH, 'run.ts'), ...args]);
    const told = stdout
      .trim()
      .split('\n')
      .map((json) => JSON.parse(json) as Figure | Unmeasured);
    const troubleOf = (what: string) => told.find((one) => one.what === what && 'trouble' in one);
    for (const [transport, name] of [
      ['stdio', 'lines'],
      ['HTTP', 'web'],
    ]) {
      for (const scenario of ['tools/list', 'describe_alarms']) {
        for (const measured of ['p50 at c = 1', 'p99 at c = 1', 'c = 8', 'CPU per call', 'answer']) {
          const what = `${scenario} over ${transport}, ${measured}`;
          const figure = told.find((one) => one.what === what);
          assert.ok(figure !== undefined && 'value' in figure, `${what}\n${stdout}`);
          const { value, reference } = figure;
          assert.equal(reference?.name, name, what);
          if (measured !== 'CPU per call') assert.ok(value > 0 && (reference?.value ?? 0) > 0, what);
        }
      }
      const lacking = troubleOf(`describe_log_groups of ${name}`) as Unmeasured;
      assert.equal(lacking.trouble, 'it has no tool groups; it has alarms, broken');
      const broken = troubleOf(`get_metric_statistics over ${transport} of ${name}`) as Unmeasured;
      assert.equal(broken.trouble, 'broken answered with an error: no such region');
    }
    assert.match((troubleOf('ends') as Unmeasured).trouble, /^it ended with 3; it said: no credentials here$/);
    assert.match((troubleOf('absent') as Unmeasured).trouble, /^it cannot be started: .*ENOENT/);
    assert.match((troubleOf('nobody') as Unmeasured).trouble, /ECONNREFUSED/);
  },
);
