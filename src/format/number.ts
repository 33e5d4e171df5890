/** `12,345`. */
export function formatCount(n: number): string {
  return withSeparators(String(Math.round(n)));
}

/** Thousands separators in a decimal numeral. `toLocaleString` costs a formatter each time, tens of microseconds. */
function withSeparators(numeral: string): string {
  const [whole = '', ...fraction] = numeral.split('.');
  return [whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ','), ...fraction].join('.');
}

/** `1 alarm`, `12 alarms`, `2 log groups`; `plural` where adding an s is wrong. */
export function plural(n: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(n)} ${n === 1 ? noun : many}`;
}

/** To 4 significant digits unless told otherwise, with thousands separators: `0.01235`, `12,350`, `1.235e+15`. */
export function formatNumber(n: number, digits = 4): string {
  if (Number.isInteger(n) && Math.abs(n) < 1000 && digits > 2) return String(n);
  if (!Number.isFinite(n)) return Number.isNaN(n) ? 'NaN' : n > 0 ? '+Inf' : '-Inf';
  const rounded = round(n, digits);
  if (rounded === 0) return '0';
  const size = Math.abs(rounded);
  if (size >= 1e15 || size < 1e-4) return rounded.toExponential();
  return size < 1000 ? String(rounded) : withSeparators(String(rounded));
}

/** To so many significant digits, ties away from 0. Most values are between 1 and 1,000, where scaling halves the work. */
function round(n: number, digits: number): number {
  const size = Math.abs(n);
  const whole = size >= 100 ? 3 : size >= 10 ? 2 : 1;
  if (size < 1 || size >= 1000 || digits < whole || digits > 7) return Number(n.toPrecision(digits));
  const scale = 10 ** (digits - whole);
  return (Math.sign(n) * Math.round(size * scale)) / scale;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `0 B`, `512 B`, `1.5 MiB`; to 4 significant digits unless told otherwise. */
export function formatBytes(bytes: number, digits = 4): string {
  let unit = 0;
  let n = bytes;
  while (Math.abs(Number(n.toPrecision(digits))) >= 1024 && unit < BYTE_UNITS.length - 1) {
    n /= 1024;
    unit += 1;
  }
  return `${formatNumber(n, digits)} ${BYTE_UNITS[unit]}`;
}

/** CloudWatch's unit names as they are written after a number. */
const UNIT_SIGN: Readonly<Record<string, string>> = {
  Percent: '%',
  Seconds: 's',
  Milliseconds: 'ms',
  Microseconds: 'µs',
  'Bytes/Second': 'B/s',
  'Count/Second': '/s',
  Count: '',
  None: '',
};

/** A value with its unit: `12.5 %`, `340 ms`, `1.5 GiB`, `42`. Units CloudWatch does not define are written as they are. */
export function formatValue(n: number, unit?: string): string {
  if (unit === 'Bytes') return formatBytes(n);
  const sign = unit === undefined ? '' : (UNIT_SIGN[unit] ?? unit);
  return sign === '' ? formatNumber(n) : `${formatNumber(n)}${sign.startsWith('/') ? '' : ' '}${sign}`;
}
