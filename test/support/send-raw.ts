import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes and reads the first answer, until its length or the end of the connection. */
export async function sendRaw(url: string, bytes: string): Promise<RawAnswer> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  let received = '';
  const done = Promise.withResolvers<void>();
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text;
    if (isWhole(received, bytes.startsWith('HEAD'))) done.resolve();
  });
  // An answer that came before the rest was sent may end in a reset.
  socket.on('error', () => done.resolve());
  socket.on('close', () => done.resolve());
  await once(socket, 'connect');
  socket.write(Buffer.from(bytes, 'latin1'));
  await done.promise;
  socket.destroy();
  const [head = '', ...rest] = received.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.join('\r\n\r\n') };
}

function isWhole(received: string, isHead: boolean): boolean {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const [, length] = /^content-length: (\d+)/im.exec(received.slice(0, end)) ?? [];
  return isHead || (length !== undefined && received.length >= end + 4 + Number(length));
}
