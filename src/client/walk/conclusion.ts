import { saidBy, type ReadEvent } from '../reading/read-events.ts';
import type { Departure } from '../reading/read-series.ts';
import type { Findings } from './walk.ts';

/** The cause in sentences, each made of what a text said, with its time. */
export function conclusion({ alarms, opened, metric, departure, logs, promql }: Findings): string[] {
  const { change, symptom, link, version } = logs;
  const until = alarms.at(-1)?.since ?? opened.since;
  return [
    `Cause: at ${clock(change.time)} UTC ${quoted(change)}`,
    `Then ${metric} ${moved(departure)}.`,
    ...(link === undefined
      ? []
      : [`Beside the failure is ${role(link)}, ${version}: at ${clock(link.time)} ${quoted(link)}`]),
    `The first failure: at ${clock(symptom.time)} ${quoted(symptom)}`,
    `${alarms.length} alarms fired from ${clock(alarms[0]?.since ?? until)} to ${clock(until)}: ${alarms.map(({ name }) => name).join(', ')}.`,
    ...(promql === undefined ? [] : [`PromQL agrees: ${promql.query} of ${promql.series} ${moved(promql.departure)}.`]),
  ];
}

/** What a line that names the version says of it. */
function role({ message }: ReadEvent): string {
  return /connection (?:authorized|received)|application_name=/.test(message)
    ? 'the version that connects'
    : 'the version that was deployed';
}

/** `/shop/checkout says: "order failed"`. */
function quoted(event: ReadEvent): string {
  return `${event.group} says: "${saidBy(event)}"`;
}

function moved(departure: Departure): string {
  return `moved from ${number(departure.before)} (until ${clock(departure.lastNormal)}) to ${number(departure.extreme)} (at ${clock(departure.extremeAt)})`;
}

/** `09:31` or `09:31:02` of an ISO time. */
function clock(iso: string): string {
  return /T(\d{2}:\d{2}(?::(?!00)\d{2})?)/.exec(iso)?.[1] ?? iso;
}

const number = (n: number) => n.toLocaleString('en-US', { maximumSignificantDigits: 3 });
