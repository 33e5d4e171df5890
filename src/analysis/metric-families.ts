/** A metric as people speak of it: the series of a classic histogram or summary are one. */
export interface MetricFamily {
  readonly name: string;
  /** `counter`, `gauge`, `histogram`, `summary` … where known. */
  readonly type?: string | undefined;
  /** Whether the type is only what the name suggests. */
  readonly typeGuessed: boolean;
  readonly help?: string | undefined;
  readonly unit?: string | undefined;
}

export interface Metadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** Metric names and what targets say of them, joined to families, by name. */
export function metricFamilies(names: readonly string[], metadata: Readonly<Record<string, Metadata>>): MetricFamily[] {
  const known = new Set(names);
  const families = new Map<string, MetricFamily>();
  for (const name of known) {
    const family = familyName(name, known, metadata);
    if (!families.has(family)) families.set(family, describe(family, known, metadata));
  }
  return [...families.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function familyName(name: string, known: ReadonlySet<string>, metadata: Readonly<Record<string, Metadata>>): string {
  const [, base, suffix] = /^(.+)_(bucket|sum|count)$/.exec(name) ?? [];
  if (base === undefined) return name;
  const type = saidOf(base, metadata)?.type;
  if (type === 'histogram' || (type === 'summary' && suffix !== 'bucket')) return base;
  return known.has(`${base}_bucket`) && known.has(`${base}_count`) ? base : name;
}

function describe(
  name: string,
  known: ReadonlySet<string>,
  metadata: Readonly<Record<string, Metadata>>,
): MetricFamily {
  const said =
    saidOf(name, metadata) ?? (name.endsWith('_total') ? saidOf(name.slice(0, -'_total'.length), metadata) : undefined);
  const guess = guessType(name, known);
  const told = said !== undefined && said.type !== 'unknown' ? said.type : undefined;
  return {
    name,
    type: told ?? guess,
    typeGuessed: told === undefined && guess !== undefined,
    help: said?.help || undefined,
    unit: said?.unit || unitOf(name),
  };
}

function saidOf(name: string, metadata: Readonly<Record<string, Metadata>>): Metadata | undefined {
  return Object.hasOwn(metadata, name) ? metadata[name] : undefined;
}

function guessType(name: string, known: ReadonlySet<string>): string | undefined {
  if (known.has(`${name}_bucket`)) return 'histogram';
  if (name.endsWith('_total')) return 'counter';
  return name.endsWith('_info') ? 'info' : undefined;
}

/** The base units of the naming conventions: a metric's name ends with its unit, before `_total` and the like. */
const UNITS = ['seconds', 'bytes', 'ratio', 'celsius', 'meters', 'volts', 'amperes', 'joules', 'grams'] as const;

function unitOf(name: string): string | undefined {
  const bare = name.replace(/_(total|sum|count|bucket)$/, '');
  return UNITS.find((unit) => bare.endsWith(`_${unit}`));
}
