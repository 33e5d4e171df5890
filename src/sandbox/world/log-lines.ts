/** The formats that the shop's programs log in. */
import type { Lines, Occurrence, Source } from './log-group.ts';
import { demand } from './scene.ts';

/** A line of a service: JSON, with the moment and the pod. */
export function json(
  at: Occurrence,
  level: string,
  service: string,
  message: string,
  more: Record<string, unknown> = {},
): string {
  return JSON.stringify({
    time: new Date(at.time).toISOString(),
    level,
    service,
    pod: at.stream,
    msg: message,
    ...more,
  });
}

/** Regular requests, nearly `rate` an hour on average; a few of them slow, fewer refused. */
export function requests(service: string, rate: number, paths: readonly string[]): Source {
  return {
    rate: (time) => 1.8 * rate * demand(time),
    lines: (at) => {
      const slow = at.random(1) > 0.985;
      const status = at.random(2) > 0.97 ? at.pick(3, [400, 401, 404, 404, 409]) : 200;
      const durationMs = Math.round((slow ? 900 : 20) * (0.5 + at.random(4) * 1.5));
      const request = {
        requestId: `req-${at.hex(5, 12)}`,
        method: at.pick(6, ['GET', 'GET', 'GET', 'POST']),
        path: at.pick(7, paths),
        status,
        durationMs,
      };
      if (slow) return json(at, 'warn', service, 'slow request', request);
      return json(at, 'info', service, 'request completed', request);
    },
  };
}

/** Combined access log lines of the web server. */
export function accessLine(at: Occurrence): string {
  const path = at.pick(1, [
    '/',
    '/products/4711',
    '/products/92',
    '/search?q=lamp',
    '/cart',
    '/static/app.9f2c.js',
    '/checkout',
  ]);
  const status = at.random(2) > 0.97 ? at.pick(3, [301, 304, 404, 404, 499]) : 200;
  const agent = at.pick(4, [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X)',
    'Mozilla/5.0 (X11; Linux x86_64)',
    'Mozilla/5.0 (Windows NT 10.0; Win64)',
  ]);
  const moment = new Date(at.time).toUTCString().slice(5, 25).replace(/ /, '/').replace(/ /, '/').replace(/ /, ':');
  return `${address(at, 5)} - - [${moment} +0000] "GET ${path} HTTP/1.1" ${status} ${Math.floor(200 + at.random(6) * 48_000)} "-" "${agent}" ${(0.01 + at.random(7) ** 4).toFixed(3)}`;
}

/** VPC flow logs, version 2. */
export function flowLine(at: Occurrence): string {
  const second = Math.floor(at.time / 1000);
  const packets = 1 + Math.floor(at.random(1) * 60);
  const rejected = at.random(2) > 0.96;
  const ports = rejected
    ? `${40_000 + Math.floor(at.random(3) * 20_000)} ${at.pick(4, [22, 3389, 23, 8080])}`
    : `${32_768 + Math.floor(at.random(3) * 28_000)} ${at.pick(4, [443, 5432, 6379, 8080])}`;
  return `2 123456789012 ${at.stream.replace('-all', '')} ${rejected ? `203.0.113.${Math.floor(at.random(5) * 254)}` : address(at, 5)} 10.0.${at.pick(6, [1, 2, 3])}.${Math.floor(at.random(7) * 254)} ${ports} 6 ${packets} ${packets * 84} ${second - 58} ${second} ${rejected ? 'REJECT' : 'ACCEPT'} OK`;
}

/** One call of a Lambda function: START, what it logs, END and REPORT. */
export function lambdaCall(at: Occurrence, milliseconds: number, logged: string | undefined): Lines {
  const requestId = [8, 4, 4, 4, 12].map((length, part) => at.hex(20 + part, length)).join('-');
  const duration = milliseconds * (0.5 + at.random(1));
  const end = Math.min(50_000, Math.ceil(duration));
  const memory = 70 + Math.floor(at.random(2) * 60);
  const level = logged?.startsWith('Error') ? 'ERROR' : 'INFO';
  const message = `${new Date(at.time).toISOString()}\t${requestId}\t${level}\t${logged ?? ''}\n`;
  const report = `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${Math.ceil(duration)} ms\tMemory Size: 256 MB\tMax Memory Used: ${memory} MB\t\n`;
  return [
    { after: 0, message: `START RequestId: ${requestId} Version: $LATEST\n` },
    ...(logged === undefined ? [] : [{ after: Math.floor(end / 2), message }]),
    { after: end, message: `END RequestId: ${requestId}\n` },
    { after: end, message: report },
  ];
}

/** A line of PostgreSQL on RDS: `time:client:user@database:[process]:LEVEL:  message`. */
export function postgresLine(at: Occurrence, level: string, user: string, message: string): string {
  const time = new Date(at.time).toISOString().slice(0, 19).replace('T', ' ');
  const process = 1000 + Math.floor(at.random(91) * 30_000);
  const client =
    user === '' ? '::@:' : `${address(at, 92)}(${40_000 + Math.floor(at.random(93) * 20_000)}):${user}@shop:`;
  return `${time} UTC:${client}[${process}]:${level}:  ${message}`;
}

function address(at: Occurrence, n: number): string {
  return `10.0.${at.pick(n, [11, 12, 13])}.${10 + Math.floor(at.random(n + 50) * 240)}`;
}
