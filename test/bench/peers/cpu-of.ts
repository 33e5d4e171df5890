import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time for processes in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

/**
 * CPU time of a process and all that it started and that still runs, milliseconds, to 10 ms; undefined where the system does
 * not tell (no /proc).
 */
export function cpuOf(pid: number): number | undefined {
  const processes = new Map<number, { readonly parent: number; readonly ticks: number }>();
  try {
    for (const name of readdirSync('/proc')) {
      const one = /^\d+$/.test(name) ? statOf(name) : undefined;
      if (one !== undefined) processes.set(Number(name), one);
    }
  } catch {
    return undefined;
  }
  if (!processes.has(pid)) return undefined;
  const isOurs = (id: number): boolean => id === pid || (id > 1 && isOurs(processes.get(id)?.parent ?? 0));
  let ticks = 0;
  for (const [id, one] of processes) if (isOurs(id)) ticks += one.ticks;
  return ticks * TICK_MS;
}

/** proc_pid_stat(5): the name, which may hold anything, is in parentheses; parent is field 4, utime and stime 14 and 15. */
function statOf(pid: string): { parent: number; ticks: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // It has ended meanwhile.
  }
}
