import { ToolError } from '../errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/**
 * A step as PromQL writes durations (`30s`, `5m`, `1h30m`) or in seconds (`60`), in milliseconds.
 * @param name the parameter, for the error sentence
 * @throws ToolError invalid_input
 */
export function parseStep(text: string, name: string): number {
  const value = text.trim();
  if (/^(?:\d+(?:ms|[smhdwy]))+$/.test(value)) {
    const parts = [...value.matchAll(/(\d+)(ms|[smhdwy])/g)];
    const ms = parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNIT_MS[unit ?? ''] ?? 0), 0);
    if (ms > 0) return ms;
  } else if (/^\d+(?:\.\d+)?$/.test(value) && Math.round(Number(value) * 1000) > 0) {
    return Math.round(Number(value) * 1000);
  }
  throw new ToolError(
    'invalid_input',
    `${name} is ${JSON.stringify(text)}: it must be a duration such as 30s, 5m or 1h, or seconds.`,
  );
}

/** The shortest writing that `parseStep` reads: `30s`, `5m`, `1h30m`. */
export function formatStep(ms: number): string {
  let rest = Math.round(ms);
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = UNIT_MS[unit] ?? 1;
    const n = Math.floor(rest / size);
    if (n > 0) text += `${n}${unit}`;
    rest -= n * size;
  }
  return text || '0s';
}
