import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GenericContainer, getContainerRuntimeClient, Wait, type StartedTestContainer } from 'testcontainers';

const ROOT = resolve(import.meta.dirname, '../..');
const NAME = 'localhost/cloudwatch-mcp:image-test';
const ADDED_BYTES = 130 * 1024 ** 2;
const START_MS = 1_000;

const engine = await getContainerRuntimeClient().catch(() => undefined);
const skip =
  engine === undefined &&
  'missing: a container engine (Docker or Podman); npm run test:cluster proves the image on a Kubernetes cluster';

/** As the chart runs it: nothing of its file system may be written, and no capability is there. */
class LockedContainer extends GenericContainer {
  constructor() {
    super(NAME);
    Object.assign(this.hostConfig, {
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
    });
  }
}

void describe('the image', { skip }, () => {
  let container: StartedTestContainer;
  before(async () => {
    const base = process.env['NODE_IMAGE'];
    await GenericContainer.fromDockerfile(ROOT)
      .withBuildArgs({ VERSION: '1.2.3', REVISION: 'abc', ...(base !== undefined && { NODE_IMAGE: base }) })
      .build(NAME, { deleteOnExit: false });
    container = await new LockedContainer()
      .withEnvironment({
        CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED: 'true',
        CLOUDWATCH_MCP_DRAIN_DELAY: '0',
        AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/Reader',
        AWS_EC2_METADATA_DISABLED: 'true',
      })
      .withExposedPorts(3334, 9464)
      .withWaitStrategy(Wait.forHttp('/readyz', 9464))
      .start();
  });
  after(() => container?.stop());

  const inside = async (...command: string[]): Promise<string> => {
    const { output, exitCode } = await container.exec(command);
    assert.equal(exitCode, 0, output);
    return output.trim();
  };
  const inspected = async () => {
    const { dockerode } = (await getContainerRuntimeClient()).container;
    return { image: await dockerode.getImage(NAME).inspect(), of: dockerode.getContainer(container.getId()) };
  };

  void test('answers tools/list over HTTP', async () => {
    const answer = await fetch(`http://${container.getHost()}:${container.getMappedPort(3334)}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
    });
    assert.match(await answer.text(), /describe_alarms/);
  });

  void test('runs as 65532, and can write nowhere', async () => {
    assert.match(await inside('id'), /uid=65532 gid=65532/);
    const { output } = await container.exec(['touch', '/app/file']);
    assert.match(output, /Read-only file system/);
  });

  void test('has env for who asks which role it was given, and cloudwatch-mcp on the PATH', async () => {
    assert.match(await inside('env'), /^AWS_ROLE_ARN=arn:aws:iam::123456789012:role\/Reader$/m);
    assert.match(await inside('cloudwatch-mcp', '--version'), /^\d+\.\d+\.\d+$/);
  });

  void test('starts from its compile cache in under a second', async () => {
    const times: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const script = `const began = Date.now(); const child = require('node:child_process').spawn('cloudwatch-mcp', ['--port', '0', '--admin-port', '0']);
        child.stdout.on('data', (text) => { if (String(text).includes('listening')) { console.log(Date.now() - began); child.kill('SIGKILL'); } })`;
      times.push(Number(await inside('node', '--eval', script)));
    }
    assert.ok(Math.min(...times) < START_MS, times.join(', '));
    assert.match(await inside('ls', '/app/.compile-cache'), /^v24.*-65532$/);
  });

  void test('adds no more than 130 MB to its base, and says its version', async () => {
    const { image } = await inspected();
    const labels = image.Config.Labels;
    assert.equal(labels['org.opencontainers.image.version'], '1.2.3');
    assert.equal(labels['org.opencontainers.image.revision'], 'abc');
    const added = (await inside('du', '-sb', '/app')).split('\t')[0];
    assert.ok(Number(added) < ADDED_BYTES, `${added} B`);
  });

  void test('SIGTERM ends it with 0', async () => {
    const { of } = await inspected();
    await of.kill({ signal: 'SIGTERM' });
    let { State: state } = await of.inspect();
    for (const deadline = Date.now() + 10_000; state.Running && Date.now() < deadline; await sleep(50)) {
      ({ State: state } = await of.inspect());
    }
    assert.equal(state.Running, false);
    assert.equal(state.ExitCode, 0);
  });
});
