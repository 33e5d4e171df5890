import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startPrometheus } from '../../src/sandbox/prometheus-server.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from './small-world.ts';

interface Answer {
  status: string;
  data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
}

/** Resolves after the first scrape, which brings the metadata: the target is found within 5 s. */
async function scraped(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/api/v1/metadata?metric=requests_total`);
    if ((await response.text()).includes('"type":"counter","help":"Requests served"')) return;
    await pause(20);
  }
}

interface Rules {
  data: {
    groups: {
      rules: {
        name: string;
        health: string;
        state?: string;
        alerts?: { activeAt: string; labels: Record<string, string> }[];
      }[];
    }[];
  };
}

// Side by side: what takes its time is Prometheus finding its target.
void suite('beside a sandbox', { concurrency: true }, () => {
  void test('a Prometheus holds three hours of the world, as the series it goes on to scrape', async (t) => {
    const sandbox = await startSandbox({ makeWorld: smallWorld });
    t.after(() => sandbox.close());
    const server = await startPrometheus(await sandbox.world('us-east-1'), {
      sandboxUrl: sandbox.url,
      intervalSeconds: 1,
    });
    if (!server) return t.skip('no prometheus binary');
    t.after(() => server.stop());
    await scraped(server.url);
    const end = Date.now() / 1000;
    const query = new URLSearchParams({ query: 'requests_total', start: `${end - 10_800}`, end: `${end}`, step: '60' });
    const response = await fetch(`${server.url}/api/v1/query_range?${query.toString()}`);
    const answer: Answer = JSON.parse(await response.text());
    const [series, ...more] = answer.data.result;
    assert.equal(more.length, 0);
    assert.deepEqual(series?.metric, { __name__: 'requests_total', job: 'shop', path: '/"x"\\' });
    assert.ok(series.values.length >= 178, `${series.values.length} points`);
  });

  void test('without a binary there is none', async () => {
    const world = smallWorld('us-east-1', Date.now());
    const server = await startPrometheus(world, { sandboxUrl: 'http://127.0.0.1:1', binary: '/nowhere/prometheus' });
    assert.equal(server, undefined);
  });

  void test('one alert fires since the shop’s incident, as if Prometheus had run before, and the other does not', async (t) => {
    const sandbox = await startSandbox();
    t.after(() => sandbox.close());
    const world = await sandbox.world('us-east-1');
    const server = await startPrometheus(world, { sandboxUrl: sandbox.url, intervalSeconds: 1 });
    if (!server) return t.skip('no prometheus binary');
    t.after(() => server.stop());
    let rules: Rules['data']['groups'][number]['rules'] = [];
    while (rules.length === 0 || rules.some((rule) => rule.health !== 'ok' || rule.state === 'pending')) {
      await pause(20);
      const answer: Rules = JSON.parse(await (await fetch(`${server.url}/api/v1/rules`)).text());
      rules = answer.data.groups[0]?.rules ?? [];
    }
    assert.deepEqual(
      rules.map((rule) => [rule.name, rule.state, rule.alerts?.map((alert) => alert.labels['service'])]),
      [
        ['service:http_requests:error_ratio5m', undefined, undefined],
        ['ServiceErrorsHigh', 'firing', ['checkout']],
        ['ServiceDown', 'inactive', []],
      ],
    );
    const [alert] = rules[1]?.alerts ?? [];
    const after = (Date.parse(alert?.activeAt ?? '') - world.incidentStart) / 60_000;
    assert.ok(after > 0 && after < 5, `active ${after} minutes after the incident began`);
    const query = new URLSearchParams({ query: 'min_over_time(ALERTS{alertstate="firing"}[20m] offset 10s) == 1' });
    const { data }: Answer = JSON.parse(await (await fetch(`${server.url}/api/v1/query?${query.toString()}`)).text());
    assert.deepEqual(
      data.result.map(({ metric }) => metric['service']),
      ['checkout'],
    );
  });
});
