import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';
import { manyAlarms, type Fleet } from './many-alarms.ts';

async function withFleet(
  fleet: (region: string) => Fleet,
  check: (service: TestService) => Promise<void>,
  regions = ['us-east-1'],
): Promise<void> {
  const makeWorld = (region: string, madeAt: number) => manyAlarms(region, madeAt, fleet(region));
  const service = await startTestService({ regions, sandbox: { makeWorld } });
  try {
    await check(service);
  } finally {
    await service.close();
  }
}

const reads = (service: TestService) =>
  service.sandbox.requests.filter(({ operation }) => operation === 'DescribeAlarms').map(({ input }) => input);
const names = (structured: Record<string, unknown>) =>
  (structured['items'] as { name: string }[]).map(({ name }) => name);

void test('of many alarms those that are OK are counted and not listed, and every page is read', async () => {
  await withFleet(
    () => ({ firing: 12, fine: 320, dark: 8 }),
    async (service) => {
      const { text, structured } = await service.call('describe_alarms');
      assert.match(
        text,
        /^20 alarms: 12 in ALARM, 8 in INSUFFICIENT_DATA, at \S+, us-east-1, account 123456789012 \(of 340: 320 OK not listed, state="all" lists them\)\n/,
      );
      assert.deepEqual(names(structured).slice(11, 13), ['firing-0011', 'dark-0000']);
      assert.ok(reads(service).every(({ AlarmTypes }) => (AlarmTypes as string[]).length === 3));
      const all = await service.call('describe_alarms', { state: 'all', limit: 500 });
      assert.equal(all.structured['matched'], 340);
      assert.match(all.text, /^340 alarms: 12 in ALARM, 8 in INSUFFICIENT_DATA, 320 in OK, /);
    },
  );
});

void test('which alarms are listed without a state does not depend on limit, so each comes once whatever the limits', async () => {
  await withFleet(
    () => ({ firing: 8, fine: 10, dark: 2 }),
    async (service) => {
      const seen: string[] = [];
      let cursor: unknown;
      for (const limit of [9, 3, 50]) {
        const { text, structured } = await service.call('describe_alarms', {
          limit,
          ...(cursor !== undefined && { cursor }),
        });
        assert.match(text, /^20 alarms: 8 in ALARM, 2 in INSUFFICIENT_DATA, 10 in OK, /);
        seen.push(...names(structured));
        ({ cursor } = structured);
      }
      assert.equal(cursor, undefined);
      assert.equal(seen.length, 20);
      assert.equal(new Set(seen).size, 20);
    },
  );
  await withFleet(
    () => ({ firing: 3, fine: 48 }),
    async (service) => {
      const { structured } = await service.call('describe_alarms', { limit: 500 });
      assert.equal(structured['matched'], 3);
    },
  );
});

void test('a short list is read once, of a long one the wanted states are asked for', async () => {
  await withFleet(
    () => ({ firing: 3, fine: 20 }),
    async (service) => {
      await service.call('describe_alarms', { state: 'ALARM' });
      assert.deepEqual(
        reads(service).map(({ StateValue }) => StateValue),
        [undefined],
      );
    },
  );
  await withFleet(
    () => ({ firing: 3, fine: 400 }),
    async (service) => {
      const { text } = await service.call('describe_alarms', { state: 'ALARM' });
      assert.match(text, /^3 alarms in ALARM at .* \(of 403: 400 OK not listed/);
      const states = reads(service).map(({ StateValue }) => StateValue);
      assert.deepEqual(
        states.toSorted((a, b) => Number(a === undefined) - Number(b === undefined)),
        ['ALARM', undefined, undefined, undefined, undefined, undefined],
      );
    },
  );
});

void test('alarms of several regions are one list with the region in a column', async () => {
  await withFleet(
    (region) => ({ firing: region === 'eu-west-1' ? 1 : 2, fine: 1 }),
    async (service) => {
      const { text, structured } = await service.call('describe_alarms', { state: 'ALARM' });
      assert.match(text, /^3 alarms in ALARM at \S+, eu-west-1, us-east-1, account /);
      assert.match(text, /\n\| firing-0000 \| eu-west-1 \| /);
      assert.deepEqual(
        (structured['items'] as { region: string }[]).map(({ region }) => region),
        ['eu-west-1', 'us-east-1', 'us-east-1'],
      );
      const one = await service.call('describe_alarms', { names: ['firing-0001'] });
      assert.match(one.text, /^firing-0001 is in ALARM since .*, us-east-1, account /);
      assert.match(one.text, /\nNext: get_metric_statistics .* region="us-east-1"\n/);
      const both = await service.call('describe_alarms', { names: ['firing-0000'] });
      assert.match(both.text, /^2 alarms: /);
      assert.equal(both.structured['detail'], undefined);
      const elsewhere = await service.call('describe_alarms', { region: 'eu-west-1', state: 'all' });
      assert.equal(elsewhere.structured['total'], 2);
    },
    ['us-east-1', 'eu-west-1'],
  );
});

void test('the console link leads to the region of the first alarm shown, else to the default one', async () => {
  await withFleet(
    (region) => ({ firing: region === 'us-east-1' ? 60 : 0, fine: 1 }),
    async (service) => {
      const regionOf = async (state: string) => {
        const { structured } = await service.call('describe_alarms', { state });
        return /[?]region=([^#]+)#/.exec(String(structured['consoleUrl']))?.[1];
      };
      assert.equal(await regionOf('ALARM'), 'us-east-1');
      assert.equal(await regionOf('OK'), 'eu-west-1');
      assert.equal(await regionOf('INSUFFICIENT_DATA'), 'us-east-1');
    },
    ['us-east-1', 'eu-west-1'],
  );
});

void test('a region that fails is a line beside what the others say; where all fail it is an error', async () => {
  const makeWorld = (region: string, madeAt: number) => {
    if (region === 'eu-west-1') throw new Error('no world here');
    return manyAlarms(region, madeAt, { firing: 2, fine: 0 });
  };
  const service = await startTestService({ regions: ['us-east-1', 'eu-west-1'], sandbox: { makeWorld } });
  try {
    const { text, structured, isError } = await service.call('describe_alarms', { state: 'ALARM' });
    assert.equal(isError, false, text);
    assert.match(text, /^2 alarms in ALARM /);
    assert.match(text, /\(of more than 2: state="all" lists every state\)/, 'a region that fails may have any number');
    assert.match(text, /\neu-west-1 did not answer: .*cloudwatch:DescribeAlarms/);
    assert.deepEqual(
      (structured['failures'] as { source: string }[]).map(({ source }) => source),
      ['eu-west-1'],
    );
    const failed = await service.call('describe_alarms', { region: 'eu-west-1' });
    assert.equal(failed.isError, true);
    assert.match(failed.text, /^Error: .*cloudwatch:DescribeAlarms in eu-west-1/);
  } finally {
    await service.close();
  }
});

void test('a list too long to read in time is told as such, what was asked for is whole', async () => {
  const makeWorld = (region: string, madeAt: number) => manyAlarms(region, madeAt, { firing: 3, fine: 700 });
  const service = await startTestService({
    env: { CLOUDWATCH_MCP_TOOL_TIMEOUT: '3' },
    sandbox: { makeWorld, faults: { DescribeAlarms: { delayMs: 350 } } },
  });
  try {
    const firing = await service.call('describe_alarms', { state: 'ALARM' });
    assert.equal(firing.isError, false, firing.text);
    assert.match(
      firing.text,
      /^3 alarms in ALARM at \S+, us-east-1, account \d+ \(of more than [1-6]\d\d: state="all" lists every state\)\n/,
    );
    assert.doesNotMatch(firing.text, /INCOMPLETE/);
    const fine = await service.call('describe_alarms', { state: 'OK' });
    assert.match(fine.text, /^\d+ alarms in OK at .* INCOMPLETE: /);
    const all = await service.call('describe_alarms', { state: 'all' });
    assert.match(
      all.text,
      /\(of more than \d+\) INCOMPLETE: the list was too long to read in time, name_prefix narrows it\.\n/,
    );
    assert.equal(all.structured['complete'], false);
  } finally {
    await service.close();
  }
});

void test('details of an alarm that two regions have are proposed with the region of the row', async () => {
  const makeWorld = (region: string, madeAt: number) => manyAlarms(region, madeAt, { firing: 1, fine: 1 });
  const service = await startTestService({ regions: ['us-east-1', 'eu-west-1'], sandbox: { makeWorld } });
  try {
    const both = await service.call('describe_alarms', { state: 'ALARM' });
    assert.match(both.text, /Details of one: describe_alarms names=\["[^"]*"\] region="eu-west-1"/);
    const one = await service.call('describe_alarms', { state: 'ALARM', region: 'us-east-1' });
    assert.match(one.text, /Details of one: describe_alarms names=\["[^"]*"\]\n/);
  } finally {
    await service.close();
  }
});
