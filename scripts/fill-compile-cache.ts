/** Starts the built service once and asks what every client asks first, so that Node keeps the compiled code: for the image. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const QUESTIONS = [
  {
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'image', version: '0' } },
  },
  { method: 'tools/list', params: {} },
];

const [entry = 'dist/main.js', folder = '.compile-cache'] = process.argv.slice(2);
const service = spawn(
  process.execPath,
  [entry, 'serve', '--server-host', '127.0.0.1', '--port', '0', '--admin-port', '0'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: folder, AWS_EC2_METADATA_DISABLED: 'true' },
  },
);
const ended = once(service, 'exit');
const url = await new Promise<string>((resolve, reject) => {
  createInterface(service.stdout).on('line', (line) => {
    const [found] = /http:\/\/[^"]+\/mcp/.exec(line) ?? [];
    if (found !== undefined) resolve(found);
  });
  service.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
});
for (const [id, question] of QUESTIONS.entries()) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      connection: 'close',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, ...question }),
  });
  const text = await answer.text();
  if (!text.includes('"result"')) throw new Error(`${question.method} was answered with ${text.slice(0, 200)}`);
}
// By SIGTERM, because the cache is written when a process ends by itself.
service.kill('SIGTERM');
const [code] = (await ended) as [number | null];
if (code !== 0) throw new Error(`the service ended with ${code}`);
