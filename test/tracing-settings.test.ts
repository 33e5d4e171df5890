import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, tracingSettings } from '../src/config.ts';

const settingsOf = (env: Record<string, string | undefined>) => tracingSettings(env).settings;

const ON = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:secret@collector:4318/base' };

test('traces are off unless somebody says where to', () => {
  for (const env of [
    {},
    { OTEL_SERVICE_NAME: 'a', OTEL_TRACES_SAMPLER: 'always_on' },
    { ...ON, OTEL_SDK_DISABLED: 'TRUE' },
    { ...ON, OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_TRACES_EXPORTER: 'console' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
  ])
    assert.equal(settingsOf(env), undefined, JSON.stringify(env));
  assert.equal(settingsOf({ OTEL_TRACES_EXPORTER: 'otlp' })?.endpoint, 'http://localhost:4318');
  assert.equal(settingsOf(ON)?.endpoint, 'http://collector:4318');
  const both = { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces:1/v1/traces', OTEL_SDK_DISABLED: 'false' };
  assert.equal(settingsOf(both)?.endpoint, 'https://traces:1');
});

test('without a word the specification decides, and a word of ours is obeyed', () => {
  assert.deepEqual(settingsOf(ON), {
    sampler: { ratio: 1, parentBased: true },
    batch: {
      scheduledDelayMillis: 5_000,
      exportTimeoutMillis: 30_000,
      maxQueueSize: 2_048,
      maxExportBatchSize: 512,
    },
    propagates: true,
    endpoint: 'http://collector:4318',
  });
  assert.deepEqual(tracingSettings(ON).warnings, []);
  const sampler = (name: string, arg?: string) =>
    settingsOf({ ...ON, OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: arg })?.sampler;
  assert.deepEqual(sampler('always_on'), { ratio: 1, parentBased: false });
  assert.deepEqual(sampler('always_off'), { ratio: 0, parentBased: false });
  assert.deepEqual(sampler('traceidratio', '0.25'), { ratio: 0.25, parentBased: false });
  assert.deepEqual(sampler('parentbased_traceidratio'), { ratio: 1, parentBased: true });
  assert.deepEqual(sampler('parentbased_always_off'), { ratio: 0, parentBased: true });
  const batch = settingsOf({ ...ON, OTEL_BSP_SCHEDULE_DELAY: '20', OTEL_BSP_MAX_QUEUE_SIZE: '4096' })?.batch;
  assert.deepEqual([batch?.scheduledDelayMillis, batch?.maxQueueSize], [20, 4096]);
  assert.equal(settingsOf({ ...ON, OTEL_PROPAGATORS: 'none' })?.propagates, false);
  assert.equal(settingsOf({ ...ON, OTEL_PROPAGATORS: 'tracecontext,baggage' })?.propagates, true);
});

test('what is no value is told by its variable and passed over; an endpoint that is none stops the start', () => {
  const wrong = {
    OTEL_TRACES_EXPORTER: 'zipkin',
    OTEL_TRACES_SAMPLER: 'sometimes',
    OTEL_BSP_SCHEDULE_DELAY: 'soon',
    OTEL_PROPAGATORS: 'tracecontext,b3',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  };
  for (const [name, value] of Object.entries(wrong)) {
    const { warnings, settings } = tracingSettings({ ...ON, [name]: value });
    assert.equal(warnings.length, 1, name);
    assert.match(warnings[0] ?? '', new RegExp(`^${name}.*${value.replace('tracecontext,', '')}`));
    assert.deepEqual(settings, settingsOf(ON));
  }
  const ratio = { ...ON, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' };
  assert.match(tracingSettings(ratio).warnings[0] ?? '', /OTEL_TRACES_SAMPLER_ARG is "2"/);
  for (const url of ['collector:4318', 'grpc://collector', 'not a url'])
    assert.throws(
      () => tracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: url }),
      (error) => error instanceof ConfigError && error.message.startsWith('OTEL_EXPORTER_OTLP_ENDPOINT is no URL'),
    );
});

test('an exporter that there is none of is told, whether traces are sent or not', () => {
  const told = (exporter: string, env = {}) => {
    const { settings, warnings } = tracingSettings({ ...env, OTEL_TRACES_EXPORTER: exporter });
    return [settings?.endpoint, ...warnings.map((text) => text.replace(/: traces are .*\(none\)\./, ','))];
  };
  assert.deepEqual(told('console'), [undefined, 'OTEL_TRACES_EXPORTER has "console", They are off now.']);
  assert.deepEqual(told('otlp, console'), [
    'http://localhost:4318',
    'OTEL_TRACES_EXPORTER has "console", They are sent by otlp now.',
  ]);
  assert.deepEqual(told('Console', ON), [
    'http://collector:4318',
    'OTEL_TRACES_EXPORTER has "console", They are sent by otlp now.',
  ]);
  assert.deepEqual(told('otlp'), ['http://localhost:4318']);
  assert.deepEqual(told('none', ON), [undefined]);
});
