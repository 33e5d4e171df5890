import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCommand } from './find-command.ts';

/** An AWS endpoint by MiniStack, which nobody here wrote: empty, on a free port. moto's Cognito has no token endpoint, this one's has. */
export interface Ministack {
  readonly url: string;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Why tests against MiniStack cannot run here, as their `skip`. */
export const MINISTACK_MISSING =
  'missing: ministack (pip install -r test/integration/ministack.txt into an environment of its own, and set MINISTACK)';

/** MiniStack as a local process that keeps its files in a folder of its own; undefined where it is not installed. */
export async function startMinistack(): Promise<Ministack | undefined> {
  const command = findCommand('ministack', 'MINISTACK', 'ministack');
  if (command === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'ministack-'));
  const server = spawn(command, [], { stdio: ['ignore', 'pipe', 'pipe'], env: environment(folder) });
  const kill = (): void => void server.kill('SIGKILL');
  const end = (): void => process.exit(1);
  // The runner stops a file that hangs by SIGTERM, which alone would leave the server behind.
  process.once('exit', kill).once('SIGTERM', end);
  const ended = once(server, 'close');
  const close = async (): Promise<void> => {
    process.off('exit', kill).off('SIGTERM', end);
    kill();
    await ended.catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  let said = '';
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(timer);
        reject(new Error(`${command} ${why}: ${said.slice(-2_000)}`));
      };
      const timer = setTimeout(fail, START_TIMEOUT_MS, `did not start in ${START_TIMEOUT_MS / 1000} s`);
      server.once('error', (error) => fail(error.message));
      server.once('exit', (code) => fail(`ended with code ${code}`));
      const read = (text: string): void => {
        said += text;
        const [, found] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      };
      for (const stream of [server.stdout, server.stderr]) stream.setEncoding('utf8').on('data', read);
    });
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The server picks its port and says which; nothing of this machine's AWS, its container engine or other servers is touched. */
function environment(folder: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    TMPDIR: folder,
    STATE_DIR: join(folder, 'state'),
    S3_DATA_DIR: join(folder, 's3'),
    DOCKER_HOST: `unix://${join(folder, 'no-engine')}`,
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: '0',
    // Listeners of its other services, on fixed ports.
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
  };
}
