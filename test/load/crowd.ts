import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { exchange, open as openSocket } from '../bench/load.ts';
import type { Ask } from './mix.ts';

/** One answered question. */
export interface Answered {
  readonly n: number;
  readonly name: string;
  /** From its first byte's leaving, or from when it was due where it had to wait for a client, to the last byte of the answer, milliseconds. */
  readonly tookMs: number;
}

/** What was asked in a time. */
export interface Spell {
  readonly answered: readonly Answered[];
  /** What is wrong with those that failed. */
  readonly failures: readonly string[];
  readonly seconds: number;
  /** Questions that were due while every client waited for an answer, and had to wait for a client. */
  readonly late: number;
}

/** Clients that each hold one connection and wait for their answer before they ask again. */
export interface Crowd {
  /** Every client asks one question. */
  once(): Promise<Spell>;
  /** Every client asks again at once. */
  atOnce(seconds: number): Promise<Spell>;
  /** Questions come by chance, `perSecond` on average, whether or not earlier ones are answered; any idle client asks. */
  atRate(perSecond: number, seconds: number): Promise<Spell>;
  /** Every client asks again at once until it is told to stop; an answer that is under way is awaited. */
  loop(): { stop(): Promise<Spell> };
  leave(): void;
}

interface Client {
  socket: Socket;
  readonly token: string | undefined;
}

/** Reads also while nothing is asked, so that it learns that the service has closed what was idle. */
async function connect(port: number): Promise<Socket> {
  const socket = await openSocket(port);
  return socket.on('error', () => undefined).resume();
}

/** A failure's text, at most, and how many are kept. */
const SHOWN_CHARS = 500;
const SHOWN_FAILURES = 20;

/**
 * @param tokens one bearer token of each client, or how many clients there are without
 * @param next the next question
 */
export async function gather(port: number, tokens: readonly string[] | number, next: () => Ask): Promise<Crowd> {
  const given = typeof tokens === 'number' ? Array.from({ length: tokens }, () => undefined) : tokens;
  const clients: Client[] = await Promise.all(given.map(async (token) => ({ socket: await connect(port), token })));

  function start() {
    const answered: Answered[] = [];
    const failures: string[] = [];
    const ask = async (client: Client, due?: number): Promise<void> => {
      // The service closes what was idle for a minute.
      if (client.socket.destroyed) client.socket = await connect(port);
      const { socket, token } = client;
      const { n, name, request, expected } = next();
      const bytes = token === undefined ? request : withToken(request, token);
      const began = due ?? performance.now();
      try {
        const answer = await exchange(socket, bytes);
        const tookMs = performance.now() - began;
        if (isGood(answer, expected)) answered.push({ n, name, tookMs });
        else if (failures.length < SHOWN_FAILURES) failures.push(`${name}: ${answer.toString('utf8', 0, SHOWN_CHARS)}`);
      } catch (error) {
        failures.push(`${name}: ${String(error)}`);
      }
    };
    return { answered, failures, ask };
  }

  function loop(): { stop(): Promise<Spell> } {
    const { answered, failures, ask } = start();
    const began = performance.now();
    const told = new AbortController();
    const work = async (client: Client): Promise<void> => {
      while (!told.signal.aborted && failures.length < SHOWN_FAILURES) await ask(client);
    };
    const ended = Promise.all(clients.map(work));
    return {
      async stop() {
        told.abort();
        await ended;
        return { answered, failures, seconds: (performance.now() - began) / 1000, late: 0 };
      },
    };
  }

  return {
    async once() {
      const { answered, failures, ask } = start();
      const began = performance.now();
      await Promise.all(clients.map((client) => ask(client)));
      return { answered, failures, seconds: (performance.now() - began) / 1000, late: 0 };
    },
    async atOnce(seconds) {
      const { stop } = loop();
      await sleep(seconds * 1000);
      return stop();
    },
    loop,
    async atRate(perSecond, seconds) {
      const { answered, failures, ask } = start();
      const idle = [...clients];
      const open = new Set<Promise<void>>();
      let late = 0;
      const began = performance.now();
      const ends = began + seconds * 1000;
      for (let due = began; due < ends && failures.length < SHOWN_FAILURES; due += pause(perSecond)) {
        const ahead = due - performance.now();
        if (ahead > 0) await sleep(ahead);
        const waited = idle.length === 0;
        if (waited) late += 1;
        while (idle.length === 0) await Promise.race(open);
        const client = idle.shift() as Client;
        const asked = ask(client, waited ? due : undefined).finally(() => {
          open.delete(asked);
          idle.push(client);
        });
        open.add(asked);
      }
      await Promise.all(open);
      return { answered, failures, seconds: (performance.now() - began) / 1000, late };
    },
    leave() {
      for (const { socket } of clients) socket.destroy();
    },
  };
}

/** Milliseconds to the next of questions that come by chance (a Poisson process). */
function pause(perSecond: number): number {
  return (-Math.log(1 - Math.random()) / perSecond) * 1000;
}

/** The request as a caller sends it who shows a bearer token. */
export function withToken(request: Buffer, token: string): Buffer {
  const line = request.indexOf('\r\n') + 2;
  const header = Buffer.from(`authorization: Bearer ${token}\r\n`);
  return Buffer.concat([request.subarray(0, line), header, request.subarray(line)]);
}

function isGood(answer: Buffer, expected: string): boolean {
  return answer.toString('latin1', 9, 12) === '200' && answer.includes(expected) && !answer.includes('"isError":true');
}
