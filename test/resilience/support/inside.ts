/**
 * Loaded into a service process before its own code: the machine it runs on, whose names, clock, disk and processor a test
 * can break (`machine.ts` tells it how). Nothing of the service is replaced.
 */
import dns from 'node:dns';
import fs from 'node:fs';
import { createServer } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { json } from 'node:stream/consumers';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Names, Order, Report } from './machine.ts';

const { MACHINE_PORT_FILE: portFile = '', MACHINE_HANGING_FILE: hangingFile = '', MACHINE_CLOCK_MS } = process.env;
let names: Names = {};
let isDiskFull = false;
const leaked: unknown[] = [];

const routeOf = (host: string) => Object.entries(names).find(([end]) => host.endsWith(end))?.[1];

const realLookup = dns.lookup;
type Done = (error: NodeJS.ErrnoException | null, address: unknown, family?: number) => void;
function lookup(host: string, options: unknown, done: Done): void {
  const route = routeOf(host);
  if (route === undefined) return realLookup(host, options as dns.LookupOptions, done as never);
  if (route === 'unknown') {
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', hostname: host });
    return void setImmediate(() => done(error, undefined));
  }
  if (route === 'hangs') {
    // As `getaddrinfo` does where no name server answers: a thread of the pool waits.
    return fs.open(hangingFile, 'r', (_error, fd) => {
      if (fd !== undefined) fs.close(fd);
      lookup(host, options, done);
    });
  }
  const isAll = (options as { all?: boolean } | undefined)?.all === true;
  setImmediate(() => (isAll ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)));
}
dns.lookup = lookup as never;

// AWS's own names, without TLS: the way in is the same, and no certificate of AWS's is at hand.
const { createConnection } = https.Agent.prototype as unknown as { createConnection: (options: object) => Duplex };
Object.assign(https.Agent.prototype, {
  createConnection(this: https.Agent, options: net.TcpNetConnectOpts): Duplex {
    const route = routeOf(options.host ?? '');
    if (route === undefined) return createConnection.call(this, options);
    return net.connect({ ...options, port: typeof route === 'number' ? route : options.port });
  },
});

const realWrite = fs.write;
fs.write = Object.assign((fd: number, ...rest: unknown[]) => {
  const done = rest.at(-1) as (error: Error) => void;
  if (fd !== 1 || !isDiskFull) return (realWrite as (...all: unknown[]) => void)(fd, ...rest);
  setImmediate(() => done(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })));
}, realWrite);
syncBuiltinESMExports();

if (MACHINE_CLOCK_MS !== undefined) {
  const RealDate = Date;
  const ahead = Number(MACHINE_CLOCK_MS);
  globalThis.Date = class extends RealDate {
    constructor(...args: [number]) {
      super(...((args as number[]).length === 0 ? ([RealDate.now() + ahead] as [number]) : args));
    }
    static override now = () => RealDate.now() + ahead;
  } as DateConstructor;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function report(): Report {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const active = Map.groupBy(process.getActiveResourcesInfo(), (name) => name);
  const resources = Object.fromEntries([...active].map(([name, all]) => [name, all.length]));
  return { liveBytes: heapUsed + external, rss, resources, fds: fs.readdirSync('/proc/self/fd').length };
}

function obey(order: Order): void {
  names = order.names ?? names;
  isDiskFull = order.diskFull ?? isDiskFull;
  if (order.blockMs !== undefined) {
    const ends = performance.now() + order.blockMs;
    setImmediate(() => {
      while (performance.now() < ends);
    });
  }
  if (order.leakToMib !== undefined) leak(order.leakToMib);
}

/** Keeps half a megabyte more a turn, until so many are used by what is not young; of 0 gives all back. */
function leak(mib: number): void {
  if (mib === 0) leaked.length = 0;
  const old = getHeapSpaceStatistics().filter(({ space_name: name }) => !name.startsWith('new_'));
  const used = old.reduce((sum, { space_used_size: bytes }) => sum + bytes, 0);
  if (used >= mib * 1024 * 1024) return;
  leaked.push(Array.from({ length: 65_536 }, (_, i) => i + Math.random()));
  setTimeout(() => leak(mib), 1);
}

const server = createServer((request, response) => {
  void (async () => {
    obey((await json(request)) as Order);
    response.setHeader('connection', 'close').end(JSON.stringify(report()));
  })();
});
server.listen(0, '127.0.0.1', () => {
  fs.writeFileSync(`${portFile}.new`, String((server.address() as net.AddressInfo).port));
  fs.renameSync(`${portFile}.new`, portFile);
});
server.unref();
