import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError, isLoopback, loadConfig, unknownVariables } from '../src/config.ts';
import { SETTINGS } from '../src/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-test-'));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(text: string): string {
  files += 1;
  const path = join(folder, `${files}.yaml`);
  writeFileSync(path, text);
  return path;
}

test('the defaults are those of the README', () => {
  const config = loadConfig([], {});
  assert.equal(config.awsRegion, 'us-east-1');
  assert.deepEqual(config.regions, ['us-east-1']);
  assert.equal(config.port, 3334);
  assert.equal(config.serverHost, '127.0.0.1');
  assert.equal(config.adminPort, 9464);
  assert.equal(config.logLevel, 'INFO');
  assert.deepEqual(config.toolsets, ['logs', 'metrics', 'alarms', 'promql', 'bedrock', 'server']);
  assert.equal(config.toolTimeout, 45);
  assert.equal(config.maxResultTokens, 6000);
});

test('flags beat environment beat file beat defaults', () => {
  const path = file('port: 1001\nlogLevel: debug\ntoolTimeout: 10\n');
  const env = { CLOUDWATCH_MCP_CONFIG: path, CLOUDWATCH_MCP_PORT: '1002', CLOUDWATCH_MCP_TOOL_TIMEOUT: '11' };
  const config = loadConfig(['--port', '1003'], env);
  assert.equal(config.port, 1003);
  assert.equal(config.toolTimeout, 11);
  assert.equal(config.logLevel, 'DEBUG');
  assert.equal(config.maxResultTokens, 6000);
});

test('a file has lists and maps as YAML has them', () => {
  const path = file(
    'regions: [eu-west-1, us-east-1]\ntoolsets: [alarms, logs]\nprometheusUrls:\n  main: http://prometheus:9090\n',
  );
  const config = loadConfig(['--config', path], {});
  assert.deepEqual(config.regions, ['eu-west-1', 'us-east-1']);
  assert.deepEqual(config.toolsets, ['logs', 'alarms']);
  assert.deepEqual(
    config.prometheusUrls.map(({ name, url }) => [name, url.href]),
    [['main', 'http://prometheus:9090/']],
  );
});

test('CLOUDWATCH_MCP_REGIONS defaults to AWS_REGION, empty variables are not set', () => {
  assert.deepEqual(loadConfig([], { AWS_REGION: 'eu-central-1', CLOUDWATCH_MCP_REGIONS: '' }).regions, [
    'eu-central-1',
  ]);
});

test('FASTMCP_LOG_LEVEL is an alias that the own variable beats', () => {
  assert.equal(loadConfig([], { FASTMCP_LOG_LEVEL: 'error' }).logLevel, 'ERROR');
  assert.equal(loadConfig([], { FASTMCP_LOG_LEVEL: 'ERROR', CLOUDWATCH_MCP_LOG_LEVEL: 'WARN' }).logLevel, 'WARNING');
});

test('a wrong value is one line that names the variable, the value and what is allowed', async (t) => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['CLOUDWATCH_MCP_PORT', '70000', /port from 0 to 65535/],
    ['CLOUDWATCH_MCP_PORT', '33e2', /port/],
    ['CLOUDWATCH_MCP_ADMIN_PORT', '-1', /port/],
    ['AWS_REGION', 'virginia', /AWS region such as us-east-1/],
    ['CLOUDWATCH_MCP_REGIONS', 'us-east-1,nowhere', /AWS regions/],
    ['CLOUDWATCH_MCP_LOG_LEVEL', 'LOUD', /DEBUG, INFO/],
    ['CLOUDWATCH_MCP_TOOLSETS', 'logs,traces', /logs, metrics, alarms, promql, bedrock, server/],
    ['CLOUDWATCH_MCP_ALLOWED_HOSTS', 'mcp.example.com,https://x.example.com', /host names without ports/],
    ['CLOUDWATCH_MCP_ALLOWED_HOSTS', 'mcp.example.com:3334', /host names without ports/],
    ['CLOUDWATCH_MCP_ALLOWED_ORIGINS', 'https://chat.example.com', /host names without ports/],
    ['CLOUDWATCH_MCP_PROMETHEUS_URLS', 'prometheus:9090', /name=url/],
    ['CLOUDWATCH_MCP_PROMETHEUS_URLS', 'a=http://x,a=http://y', /names that differ/],
    ['CLOUDWATCH_MCP_PROMETHEUS_URLS', 'a=ftp://x', /http or https/],
    ['CLOUDWATCH_MCP_TOOL_TIMEOUT', '0', /1 to 900/],
    ['CLOUDWATCH_MCP_MAX_RESULT_TOKENS', 'many', /1000 to 100000/],
    ['CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED', 'maybe', /true or false/],
  ];
  for (const [name, value, allowed] of cases) {
    await t.test(`${name}=${value}`, () => {
      assert.throws(
        () => loadConfig([], { [name]: value }),
        (error: Error) => {
          assert.ok(error instanceof ConfigError);
          assert.ok(error.message.includes(name) && error.message.includes(JSON.stringify(value)), error.message);
          assert.match(error.message, allowed);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      );
    });
  }
});

test('unknown flags and keys are named with what is allowed', () => {
  assert.throws(() => loadConfig(['--prot', '1'], {}), /--prot.*--port/);
  assert.throws(() => loadConfig(['--config', file('prot: 1\n')], {}), /"prot".*port/);
  assert.throws(
    () => loadConfig(['--config', join(folder, 'absent.yaml')], {}),
    /absent\.yaml": it cannot be read: there is no such file\.$/,
  );
  assert.throws(() => loadConfig(['--config', folder], {}), /it cannot be read: it is a folder\.$/);
});

test('an endpoint of AWS that is no URL stops the start, named with its value', () => {
  const start = (text: string) => () => loadConfig([], { AWS_ENDPOINT_URL_LOGS: text });
  assert.throws(start('notaurl'), /^ConfigError: AWS_ENDPOINT_URL_LOGS is "notaurl": it must be a URL, such as /);
  assert.doesNotThrow(start('http://localhost:4566'));
  assert.doesNotThrow(start(''));
});

test('a public address without authentication does not start unless it is allowed', () => {
  const open = { CLOUDWATCH_MCP_SERVER_HOST: '0.0.0.0' };
  assert.throws(
    () => loadConfig([], open),
    /CLOUDWATCH_MCP_SERVER_HOST \(--server-host\) is "0\.0\.0\.0".*CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED=true/,
  );
  assert.equal(loadConfig([], { ...open, CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED: 'true' }).serverHost, '0.0.0.0');
});

test('loopback addresses are told from others', () => {
  for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1']) assert.equal(isLoopback(host), true, host);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.evil.example', 'example.com'])
    assert.equal(isLoopback(host), false, host);
});

test('every setting has a variable and a key of its own', () => {
  assert.equal(new Set(SETTINGS.map((setting) => setting.env)).size, SETTINGS.length);
  for (const { key, env } of SETTINGS) {
    const camel = env
      .replace(/^CLOUDWATCH_MCP_/, '')
      .toLowerCase()
      .replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
    assert.equal(key, camel);
  }
});

test('what Kubernetes tells of a Service of our name is not taken for settings, misspelled settings are found', () => {
  const links = {
    CLOUDWATCH_MCP_PORT: 'tcp://10.100.0.7:3334',
    CLOUDWATCH_MCP_SERVICE_HOST: '10.100.0.7',
    CLOUDWATCH_MCP_SERVICE_PORT_MCP: '3334',
    CLOUDWATCH_MCP_PORT_3334_TCP_ADDR: '10.100.0.7',
  };
  assert.equal(loadConfig([], links).port, 3334);
  assert.deepEqual(unknownVariables({ ...links, CLOUDWATCH_MCP_TOOL_TIMEUOT: '3' }), ['CLOUDWATCH_MCP_TOOL_TIMEUOT']);
  const clients = { CLOUDWATCH_MCP_URL: 'x', CLOUDWATCH_MCP_ACCESS_TOKEN: 'x', CLOUDWATCH_MCP_CLIENT_SCOPES: 'x' };
  assert.deepEqual(unknownVariables(clients), [], 'what the terminal client reads');
});

test('a flag without its value is one line', () => {
  assert.throws(
    () => loadConfig(['--tool-timeout', '-3'], {}),
    (error: Error) => error.message.includes('--tool-timeout') && !error.message.includes('\n'),
  );
});

test('a flag whose value is missing, or looks like another flag, is said to need one', () => {
  const said = /^--drain-delay needs a value: one that begins with a dash is written --drain-delay=-…\.$/;
  for (const argv of [['--drain-delay'], ['--drain-delay', '-1'], ['--drain-delay', '--port', '1']])
    assert.throws(() => loadConfig(argv, {}), { name: 'ConfigError', message: said });
});

test('hosts and origins are taken in any case, addresses and schemes of extensions too', () => {
  const config = loadConfig([], {
    CLOUDWATCH_MCP_ALLOWED_HOSTS: 'MCP.Example.com,[::1],10.0.0.7,localhost',
    CLOUDWATCH_MCP_ALLOWED_ORIGINS: 'Chat.example.com,moz-extension://*',
  });
  assert.deepEqual(config.allowedHosts, ['mcp.example.com', '[::1]', '10.0.0.7', 'localhost']);
  assert.deepEqual(config.allowedOrigins, ['chat.example.com', 'moz-extension://*']);
});
