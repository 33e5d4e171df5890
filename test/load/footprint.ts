import { readdirSync, readFileSync } from 'node:fs';

/** What a process holds of the machine. */
export interface Footprint {
  readonly residentMiB: number;
  /** Open file descriptors: files, connections, timers of the event loop. */
  readonly descriptors: number;
  /** Processor time since it began. */
  readonly cpuSeconds: number;
}

/** Linux' ticks a second, the same on every machine that Node runs on. */
const TICKS = 100;

/** Read from /proc, so of Linux alone. */
export function footprint(pid: number): Footprint {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  // After the command's name, which may hold spaces: user and system time are the 12th and 13th fields.
  const times = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return {
    residentMiB: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    cpuSeconds: (Number(times[11]) + Number(times[12])) / TICKS,
  };
}

/** Reads it every second until it is told to stop. */
export function watch(pid: number): { stop(): Footprint[] } {
  const readings = [footprint(pid)];
  const timer = setInterval(() => readings.push(footprint(pid)), 1_000);
  return {
    stop() {
      clearInterval(timer);
      return readings;
    },
  };
}
