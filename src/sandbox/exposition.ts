/** The two text formats that Prometheus reads: what it scrapes, and a history for promtool. */
import type { PromSeries } from './world/types.ts';

/** `series` as of `time` in the text exposition format. */
export function exposition(series: readonly PromSeries[], time: number): string {
  return families(
    series,
    (name) => name,
    (member) => {
      const value = member.at(time);
      return value === undefined ? [] : [`${value}`];
    },
  );
}

/** `series` from `start` until `end`, both epoch milliseconds, in the OpenMetrics format with timestamps. */
export function openMetrics(series: readonly PromSeries[], start: number, end: number, step: number): string {
  const times: number[] = [];
  for (let time = Math.ceil(start / step) * step; time < end; time += step) times.push(time);
  const body = families(
    series,
    (name) => name.replace(/_total$/, ''),
    (member) =>
      times.flatMap((time) => {
        const value = member.at(time);
        return value === undefined ? [] : [`${value} ${time / 1000}`];
      }),
  );
  return `${body}# EOF\n`;
}

function families(
  series: readonly PromSeries[],
  familyName: (name: string) => string,
  samples: (member: PromSeries) => string[],
): string {
  const grouped = Map.groupBy(series, ({ name, type }) =>
    // A histogram's series are one family under the name without their suffix.
    familyName(type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name),
  );
  return [...grouped]
    .map(([family, members]) => {
      const lines = members.flatMap((member) => {
        const prefix = member.name + labelSet(member.labels);
        return samples(member).map((sample) => `${prefix} ${sample}\n`);
      });
      return `# HELP ${family} ${members[0]?.help}\n# TYPE ${family} ${members[0]?.type}\n${lines.join('')}`;
    })
    .join('');
}

/** `{a="b"}`; nothing for no labels. */
function labelSet(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    const escaped = value.replaceAll(/[\\"\n]/g, (c) => (c === '\n' ? String.raw`\n` : `\\${c}`));
    return `${name}="${escaped}"`;
  });
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
