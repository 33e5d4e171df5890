import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as z from 'zod';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { TOOLS } from '../src/tools/index.ts';
import { DEFAULT_TOOLSETS } from '../src/toolsets.ts';
import { ROLE_ARN, serveWith, tokenFile } from './support/assumed-role.ts';
import { startPodIdentityAgent } from './support/pod-identity-agent.ts';
import { serviceAccountToken } from './support/service-account-token.ts';

const ROOT = resolve(import.meta.dirname, '..');
const run = promisify(execFile);

/** What runs below is as on a machine of its own: this Node, no AWS account, none of the project's settings. */
const env: Record<string, string> = {
  PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
  HOME: process.env['HOME'] ?? tmpdir(),
  AWS_EC2_METADATA_DISABLED: 'true',
};

const manifestShape = z.object({
  engines: z.object({ node: z.string() }),
  bin: z.record(z.string(), z.string()),
  files: z.array(z.string()),
  exports: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()).optional(),
  version: z.string(),
});

let folder: string;
let installed: string;
let bin: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-package-'));
  await npm(['pack', '--pack-destination', folder], ROOT);
  const [tarball = ''] = globSync('*.tgz', { cwd: folder });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  await npm(['install', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`], folder);
  installed = join(folder, 'node_modules', 'cloudwatch-mcp');
  bin = join(folder, 'node_modules', '.bin', 'cloudwatch-mcp');
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** What npm says on failure is in its output, which the error alone would not show. */
async function npm(args: string[], cwd: string): Promise<void> {
  await run('npm', args, { cwd }).catch((error: { stdout?: string; stderr?: string }) => {
    throw new Error(`npm ${args[0]} failed\n${error.stdout}\n${error.stderr}`);
  });
}

function manifest(): z.infer<typeof manifestShape> {
  return manifestShape.parse(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')));
}

async function toolNames(client: Client): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listTools(cursor === undefined ? {} : { cursor });
    names.push(...page.tools.map((tool) => tool.name));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return names.toSorted();
}

const expectedNames = TOOLS.filter(({ toolset }) => DEFAULT_TOOLSETS.includes(toolset))
  .map(({ name }) => name)
  .toSorted();

void test('the manifest says what it needs and offers', () => {
  const { engines, bin: bins, files, exports, dependencies } = manifest();
  assert.equal(engines.node, '>=22.18');
  assert.deepEqual(bins, { 'cloudwatch-mcp': 'dist/main.js' });
  assert.deepEqual(files, ['dist', 'config.schema.json', 'NOTICE']);
  assert.deepEqual(exports, {
    './config.schema.json': './config.schema.json',
    './package.json': './package.json',
  });
  assert.equal(dependencies, undefined, 'all it needs is in the bundle');
});

void test('the tarball carries dist/ whole, the schema of the configuration and nothing else', () => {
  const files = globSync('**/*', { cwd: installed, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(installed.length + 1)
        .split(sep)
        .join('/'),
    );
  const outside = files.filter((file) => !file.startsWith('dist/'));
  assert.deepEqual(outside.toSorted(), ['LICENSE', 'NOTICE', 'README.md', 'config.schema.json', 'package.json']);
  assert.ok(files.includes('dist/main.js'));
  assert.deepEqual(
    files.filter((file) => /\.tsx?$/.test(file)),
    [],
  );
});

void test('the schema of the configuration file is found by the name of the package', async () => {
  const find = "console.log(require.resolve('cloudwatch-mcp/config.schema.json'))";
  const { stdout } = await run(process.execPath, ['--eval', find], { cwd: folder, env });
  const { properties } = JSON.parse(readFileSync(stdout.trim(), 'utf8')) as { properties: object };
  assert.ok('accounts' in properties && 'toolTimeout' in properties);
});

void test('it comes alone, with the licences of what is bundled in it', () => {
  const packages = globSync('{@*/*,[!@.]*}', { cwd: join(folder, 'node_modules') });
  assert.deepEqual(packages, ['cloudwatch-mcp']);
  const licenses = readFileSync(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['@aws-sdk/client-cloudwatch', 'fastify', 'zod', 'pino']) {
    assert.match(licenses, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: (?:MIT|Apache-2\\.0)$`, 'm'));
  }
  assert.match(licenses, /Permission is hereby granted, free of charge/);
});

void test('a Node that is too old is told so in one line', async () => {
  const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })";
  writeFileSync(join(folder, 'old.cjs'), old);
  const started = run(process.execPath, ['-r', join(folder, 'old.cjs'), join(installed, 'dist/main.js')], { env });
  await assert.rejects(started, (error: { code?: unknown; stderr?: unknown }) => {
    assert.equal(error.code, 1);
    assert.match(String(error.stderr), /^cloudwatch-mcp runs on Node 22\.18 or newer and this is 20\.20\.2.*\n$/);
    return true;
  });
});

void test('npx finds it and it knows its version', async () => {
  const { stdout } = await run('npx', ['--no-install', 'cloudwatch-mcp', '--version'], { cwd: folder, env });
  assert.equal(stdout.trim(), manifest().version);
});

void test('stdio answers tools/list', async () => {
  const client = new Client({ name: 'package-test', version: '0' });
  await client.connect(new StdioClientTransport({ command: bin, args: ['stdio'], env, stderr: 'ignore' }));
  try {
    assert.deepEqual(await toolNames(client), expectedNames);
  } finally {
    await client.close();
  }
});

void test('an error names the IAM action as AWS does, not as the bundle calls its class', async () => {
  const client = new Client({ name: 'package-test', version: '0' });
  await client.connect(new StdioClientTransport({ command: bin, args: ['stdio'], env, stderr: 'ignore' }));
  try {
    const { content } = await client.callTool({ name: 'describe_log_groups', arguments: {} });
    assert.match(JSON.stringify(content), /logs:DescribeLogGroups \(/);
  } finally {
    await client.close();
  }
});

void test('serve answers tools/list over HTTP and ends on SIGTERM', async () => {
  const server = spawn(bin, ['serve', '--port', '0', '--admin-port', '0', '--drain-delay', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 30_000,
  });
  const ended = once(server, 'exit');
  try {
    let url: string | undefined;
    for await (const line of createInterface(server.stdout)) {
      [url] = /http:\/\/[^"]+\/mcp/.exec(line) ?? [];
      if (url !== undefined) break;
    }
    assert.ok(url, 'the log says where it listens');
    const client = new Client({ name: 'package-test', version: '0' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    assert.deepEqual(await toolNames(client), expectedNames);
    await client.close();
  } finally {
    server.kill('SIGTERM');
  }
  assert.deepEqual(await ended, [0, null]);
});

void test('the bundle has the providers that it loads when they are needed: IRSA, and Pod Identity', async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.close());
  const given = serviceAccountToken();
  const token = await tokenFile(given);
  const agent = await startPodIdentityAgent(sandbox.sessions, given);
  t.after(() => agent.close());
  const irsa = { AWS_ROLE_ARN: ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE: token.path };
  const podIdentity = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: agent.url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token.path,
  };
  for (const way of [irsa, podIdentity]) {
    const ask = await serveWith(t, { AWS_ENDPOINT_URL: sandbox.url, ...way }, bin);
    assert.match(await ask('get_server_info'), /assumed-role\/CloudWatchMCPServerRole\//);
    assert.match(await ask('describe_log_groups'), /^\d+ log groups, /);
  }
});

void test('a wrong setting stops the start with one line', async () => {
  await assert.rejects(run(bin, ['serve', '--port', 'x'], { env }), (error: { code?: unknown; stderr?: unknown }) => {
    assert.equal(error.code, 2);
    assert.match(String(error.stderr), /^cloudwatch-mcp: .*--port.*"x".*\n$/);
    return true;
  });
});

void test('demo walks through its incident and leaves', async () => {
  const { stdout } = await run(bin, ['demo', '--once', '--port', '0'], { env, timeout: 120_000 });
  assert.match(stdout, /describe_alarms/);
  assert.match(stdout, /search_log_events/);
});
