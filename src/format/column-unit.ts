/** How the numbers of one column are written: divided by `divisor`, with `sign` in the column's heading. */
export interface ColumnUnit {
  readonly sign: string;
  readonly divisor: number;
}

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** CloudWatch's unit names as headings write them; others (`Megabits/Second`, `requests`) stay as they are. */
const SIGNS: Readonly<Record<string, string>> = {
  Percent: '%',
  Seconds: 's',
  Milliseconds: 'ms',
  Microseconds: 'µs',
  'Count/Second': '/s',
  Count: '',
  None: '',
};

/** One unit for a whole column: bytes are scaled by the largest value, so that no cell needs a unit of its own. */
export function columnUnit(unit: string | undefined, values: readonly number[]): ColumnUnit {
  if (unit !== 'Bytes' && unit !== 'Bytes/Second')
    return { sign: unit === undefined ? '' : (SIGNS[unit] ?? unit), divisor: 1 };
  const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const exponent = largest < 1024 ? 0 : Math.min(BINARY.length - 1, Math.floor(Math.log2(largest) / 10));
  return { sign: `${BINARY[exponent]}${unit === 'Bytes' ? '' : '/s'}`, divisor: 1024 ** exponent };
}
