import { formatTime } from '../format/time.ts';
import { plural } from '../format/number.ts';
import { paragraphs } from '../format/text.ts';
import type { Check, Status } from './check.ts';
import type { Findings } from './examine.ts';

/** A line a check, its remedy below it, a count, and the statements that the role lacks. */
export function reportText({ checks, lacking }: Findings, title: string, now: number): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const count = (status: Status) => checks.filter((check) => check.status === status).length;
  return paragraphs(
    `${title} at ${formatTime(now)}`,
    checks.map((check) => line(check, width)).join('\n'),
    `${plural(checks.length, 'check')}: ${count('pass')} pass, ${plural(count('warning'), 'warning')}, ${count('fail')} fail.`,
    lacking && `The policy of the role lacks:\n\n${JSON.stringify(lacking, undefined, 2)}`,
  );
}

/** The same for a program. */
export function reportJson({ checks, lacking }: Findings, now: number): string {
  return JSON.stringify({ time: formatTime(now), checks, lackingPolicy: lacking }, undefined, 2);
}

const STATUS_WIDTH = 'warning'.length;

function line({ status, name, found, remedy }: Check, width: number): string {
  const first = `${status.padEnd(STATUS_WIDTH)}  ${name.padEnd(width)}  ${found}`;
  return remedy === undefined ? first : `${first}\n${' '.repeat(STATUS_WIDTH + 2)}→ ${remedy}`;
}
