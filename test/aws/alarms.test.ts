import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readAlarmHistory } from '../../src/aws/alarm-history.ts';
import { readAlarms } from '../../src/aws/alarms.ts';
import type { Aws } from '../../src/aws/aws.ts';
import { ToolError } from '../../src/errors.ts';
import { runs } from '../support/runs.ts';

const { signal } = new AbortController();

/** A gateway that answers CloudWatch reads from `answer`, and keeps the inputs. */
function gateway(answer: (input: Record<string, unknown>) => unknown): { aws: Aws; asked: Record<string, unknown>[] } {
  const asked: Record<string, unknown>[] = [];
  const cloudwatch = async (_region: string, command: { input: Record<string, unknown> }) => {
    asked.push(command.input);
    return answer(command.input);
  };
  return { aws: { cloudwatch } as unknown as Aws, asked };
}

void test('a region without log alarms is asked again without them', async () => {
  const { aws, asked } = gateway(({ AlarmTypes }) => {
    if ((AlarmTypes as string[]).includes('LogAlarm')) {
      throw new ToolError('invalid_input', "Value '[LogAlarm]' at 'alarmTypes' failed to satisfy constraint.");
    }
    return { MetricAlarms: [{ AlarmName: 'a' }], AlarmHistoryItems: [] };
  });
  const { alarms } = await readAlarms(aws, 'cn-north-1', {}, { signal });
  assert.deepEqual(
    alarms.map(({ name }) => name),
    ['a'],
  );
  assert.deepEqual(
    asked.map(({ AlarmTypes }) => (AlarmTypes as string[]).length),
    [3, 2],
  );
  const question = { name: 'a', type: 'state', window: { start: 0, end: 1 } } as const;
  assert.deepEqual((await readAlarmHistory(aws, 'cn-north-1', question, { signal, goOn: () => true })).events, []);
});

void test('other refusals are not asked again', async () => {
  const { aws, asked } = gateway(() => {
    throw new ToolError('invalid_input', 'The value for AlarmNames is wrong.');
  });
  await assert.rejects(readAlarms(aws, 'us-east-1', {}, { signal }), ToolError);
  assert.equal(asked.length, 1);
});

void test('pages are followed to the end, or to where the caller stops, and say where to go on', async () => {
  const pages = gateway(({ NextToken }) => {
    const page = Number(NextToken ?? 0);
    return { MetricAlarms: [{ AlarmName: `a${page}` }], NextToken: page < 4 ? String(page + 1) : '' };
  });
  const whole = await readAlarms(pages.aws, 'us-east-1', { prefix: 'a' }, { signal });
  assert.deepEqual([whole.alarms.length, whole.next], [5, undefined]);
  const part = await readAlarms(pages.aws, 'us-east-1', {}, { signal, goOn: (read) => read < 2 });
  assert.deepEqual([part.alarms.length, part.next], [2, '2']);
  const rest = await readAlarms(pages.aws, 'us-east-1', {}, { signal, from: part.next });
  assert.deepEqual(
    rest.alarms.map(({ name }) => name),
    ['a2', 'a3', 'a4'],
  );
});

void test('history leaves out what is outside the window, whose end is exclusive, and reads states from data or summary', async () => {
  const at = (ms: number) => new Date(ms);
  const HistoryItemType = 'StateUpdate';
  const { aws } = gateway(() => ({
    AlarmHistoryItems: [
      { Timestamp: at(2_000), HistoryItemType, HistorySummary: 'Alarm updated from OK to ALARM' },
      {
        Timestamp: at(1_500),
        HistoryItemType,
        HistorySummary: 'Alarm updated from OK to ALARM',
        HistoryData: 'not JSON',
      },
      {
        Timestamp: at(1_000),
        HistoryItemType,
        HistorySummary: '',
        HistoryData: JSON.stringify({
          oldState: { stateValue: 'ALARM' },
          newState: { stateValue: 'OK', stateReason: 'fine' },
        }),
      },
      { Timestamp: at(999), HistoryItemType, HistorySummary: 'Alarm updated from OK to ALARM' },
    ],
  }));
  const question = { name: 'a', type: 'state', window: { start: 1_000, end: 2_000 } } as const;
  const { events, readFrom } = await readAlarmHistory(aws, 'us-east-1', question, { signal, goOn: () => true });
  assert.deepEqual(
    events.map(({ time, from, to, reason }) => [time, from, to, reason]),
    [
      [1_500, 'OK', 'ALARM', undefined],
      [1_000, 'ALARM', 'OK', 'fine'],
    ],
  );
  assert.equal(readFrom, undefined);
});

void test('history that was stopped says back to when it was read, and read on from there covers the window exactly', async () => {
  const times = fc.array(fc.integer({ min: 1_000, max: 1_012 }), { maxLength: 40 });
  const sizes = fc.integer({ min: 1, max: 6 });
  await fc.assert(
    fc.asyncProperty(times, sizes, async (list, size) => {
      const all = list.toSorted((a, b) => b - a).map((time, i) => ({ time, name: `${i}` }));
      const { aws } = gateway(({ EndDate, NextToken }) => {
        const there = all.filter(({ time }) => time <= (EndDate as Date).getTime());
        const from = Number(NextToken ?? 0);
        return {
          AlarmHistoryItems: there.slice(from, from + size).map(({ time, name }) => {
            return { Timestamp: new Date(time), HistoryItemType: 'Action', HistorySummary: name };
          }),
          NextToken: from + size < there.length ? `${from + size}` : undefined,
        };
      });
      const found: string[] = [];
      let end: number | undefined = 1_012;
      for (let calls = 0; end !== undefined; calls += 1) {
        assert.ok(calls <= all.length, 'it does not get on');
        const question = { name: 'a', type: 'action', window: { start: 1_001, end } } as const;
        const read = await readAlarmHistory(aws, 'us-east-1', question, { signal, goOn: () => false });
        const known = read.events.filter(({ time }) => time >= (read.readFrom ?? 0));
        found.push(...known.map(({ summary }) => summary));
        end = read.readFrom;
      }
      const expected = all.filter(({ time }) => time >= 1_001 && time < 1_012);
      assert.deepEqual(
        found,
        expected.map(({ name }) => name),
      );
    }),
    runs(200),
  );
});
