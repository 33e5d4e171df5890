import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** What a Service sends connections to. */
export interface Backend {
  readonly url: string;
  readonly adminUrl: string;
}

/** A round-robin TCP proxy that treats its backends as a Kubernetes Service does its pods. */
export interface TcpService {
  readonly url: string;
  /** Connections of clients so far. */
  connections(): number;
  add(backend: Backend): void;
  isIn(backend: Backend): boolean;
  close(): Promise<void>;
}

const CHECK_EVERY_MS = 50;

/** What goes through arrives, and ends, so much later. */
function distance(ms: number): Transform {
  return new Transform({
    transform: (chunk, _encoding, done) => void setTimeout(() => done(null, chunk), ms),
    flush: (done) => void setTimeout(done, ms),
  });
}

/**
 * New connections go to the backends that were ready `lagMs` ago, in turn; what is connected stays. A refused connection is
 * the client's to see. `wayMs` is what bytes take in each direction.
 */
export async function startTcpService(lagMs: number, wayMs = 0): Promise<TcpService> {
  const inRotation: Backend[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const open = new Set<Socket>();
  let count = 0;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const backend = inRotation[count % inRotation.length];
    count += 1;
    if (backend === undefined) {
      client.resetAndDestroy();
      return;
    }
    const { port } = new URL(backend.url);
    const upstream = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      (wayMs > 0 ? one.pipe(distance(wayMs)) : one).pipe(other);
      one.on('error', () => other.resetAndDestroy());
      one.once('close', () => open.delete(one));
    }
  });

  async function isReady(backend: Backend): Promise<boolean> {
    return fetch(`${backend.adminUrl}/readyz`).then(
      async (response) => (await response.text()) !== '' && response.ok,
      () => false,
    );
  }

  function turn(backend: Backend, ready: boolean): void {
    if (ready) inRotation.push(backend);
    else inRotation.splice(inRotation.indexOf(backend), 1);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    connections: () => count,
    add(backend) {
      let known = false;
      const check = async () => {
        const ready = await isReady(backend);
        if (ready === known) return;
        known = ready;
        timers.add(setTimeout(() => turn(backend, ready), lagMs));
      };
      timers.add(setInterval(() => void check(), CHECK_EVERY_MS));
    },
    isIn: (backend) => inRotation.includes(backend),
    async close() {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
