import { firstToOpen, latestBurst, readAlarms } from '../reading/read-alarms.ts';
import { readCall, type ProposedCall } from '../reading/read-call.ts';
import { departureOf, readSeries } from '../reading/read-series.ts';
import { UnreadableError } from '../reading/unreadable.ts';
import type { Ask } from './ask.ts';

/** What a walk found out, each piece from a text. */
export interface Findings {
  readonly cause: string;
}

/** From what fires to what caused it, each call made of the texts before it. */
export async function walk(ask: Ask): Promise<void> {
  const firing = await ask('Which alarms fire?', () => ({ tool: 'describe_alarms', args: { state: 'ALARM' } }));
  const detail = await ask('Why does the first of them fire?', () => {
    const alarms = readAlarms(firing);
    const first = firstToOpen(alarms);
    return {
      tool: 'describe_alarms',
      args: { names: [first.name] },
      read: `${latestBurst(alarms).length} of ${alarms.length} alarms began together; of those on a metric, ${first.name} fired first, at ${first.since}.`,
    };
  });
  const metric = await ask('What did its metric do?', () => {
    const call = metricCall(detail);
    return { ...call, read: 'the call in the line "Next:".' };
  });
  departureOf(readSeries(metric));
}

function metricCall(detail: string): ProposedCall {
  const call = readCall(detail, 'get_metric_statistics') ?? readCall(detail, 'get_metric_data');
  if (call !== undefined) return call;
  throw new UnreadableError(
    'the text of describe_alarms proposes no call for the metric (a line "Next: get_metric_…").',
  );
}
