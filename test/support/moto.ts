import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { findCommand } from './find-command.ts';

/** An AWS endpoint by moto, which nobody here wrote: empty, on a free port. */
export interface Moto {
  readonly url: string;
  close(): Promise<void>;
}

/** The version that test/integration/requirements.txt pins. */
const IMAGE = 'motoserver/moto:5.2.5';

/** The first import of moto's services takes seconds on a slow machine. */
const START_TIMEOUT_MS = 60_000;

/** Why tests against moto cannot run here, as their `skip`. */
export const MOTO_MISSING =
  'missing: moto_server (pip install -r test/integration/requirements.txt, or set MOTO_URL, or have a container engine)';

/** Why tests that need a moto to themselves cannot run here: one at `MOTO_URL` is asked by others meanwhile. */
export const OWN_MOTO_MISSING =
  'missing: moto_server (pip install -r test/integration/requirements.txt, or have a container engine; MOTO_URL does not do)';

/** moto at `MOTO_URL`, else in a container where there is an engine, else as a local process; undefined where there is none of these. `alone`: not the one at `MOTO_URL`, which others ask meanwhile. */
export async function startMoto(options: { alone?: boolean } = {}): Promise<Moto | undefined> {
  const given = options.alone ? undefined : process.env['MOTO_URL'];
  const moto = given ? { url: given.replace(/\/$/, ''), close: () => Promise.resolve() } : await startOwn();
  if (moto === undefined) return undefined;
  const reset = await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
  if (!reset.ok) throw new Error(`moto at ${moto.url} answered its reset with ${reset.status}`);
  return moto;
}

async function startOwn(): Promise<Moto | undefined> {
  if (await hasContainerEngine()) return startContainer();
  const command = findCommand('moto_server', 'MOTO_SERVER');
  return command === undefined ? undefined : startProcess(command);
}

async function hasContainerEngine(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

async function startContainer(): Promise<Moto> {
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts(5000)
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  return {
    url: `http://${container.getHost()}:${container.getMappedPort(5000)}`,
    async close() {
      await container.stop();
    },
  };
}

/** The server picks its port and says which: no port that another process could take in between. */
async function startProcess(command: string): Promise<Moto> {
  const server = spawn(command, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = (): void => void server.kill();
  const end = (): void => process.exit(1);
  // The runner stops a file that hangs by SIGTERM, which alone would leave the server behind.
  process.once('exit', kill).once('SIGTERM', end);
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`${command} ${why}: ${said}`));
    };
    const timer = setTimeout(fail, START_TIMEOUT_MS, `did not start in ${START_TIMEOUT_MS / 1000} s`);
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code) => fail(`ended with code ${code}`));
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [, found] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
  return {
    url,
    async close() {
      process.off('exit', kill).off('SIGTERM', end);
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
