/** The labels of a series; `__name__` is the metric's name where there is one. */
export type Labels = Readonly<Record<string, string>>;

/** The labels that all sets have with the same value; none where there are fewer than two sets. */
export function commonLabels(sets: readonly Labels[]): Labels {
  const [first, ...rest] = sets;
  if (first === undefined || rest.length === 0) return {};
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) =>
      rest.every((set) => Object.hasOwn(set, name) && set[name] === value),
    ),
  );
}

/** `labels` without those in `lifted`. */
export function withoutLabels(labels: Labels, lifted: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !Object.hasOwn(lifted, name)));
}

/** Series with one metric name and the same label names. */
export interface LabelGroup {
  readonly metric: string | undefined;
  readonly count: number;
  /** Per label (but `__name__`), how many different values it has, and the first of them in order. */
  readonly labels: readonly {
    readonly name: string;
    readonly distinct: number;
    readonly examples: readonly string[];
  }[];
}

/** Groups label sets by metric name and label names, sorted by those. @param examples how many values to keep per label */
export function groupLabelSets(sets: readonly Labels[], examples: number): LabelGroup[] {
  const groups = new Map<string, Labels[]>();
  for (const set of sets) {
    const key = JSON.stringify([set['__name__'] ?? '', ...Object.keys(set).toSorted()]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [set]);
    else group.push(set);
  }
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => ({
      metric: members[0]?.['__name__'],
      count: members.length,
      labels: Object.keys(members[0] ?? {})
        .filter((name) => name !== '__name__')
        .toSorted()
        .map((name) => {
          const values = [...new Set(members.map((member) => member[name] ?? ''))].toSorted();
          return { name, distinct: values.length, examples: values.slice(0, examples) };
        }),
    }));
}
