/** The process of upstream.ts: a sandbox before a Prometheus of fixed answers. */
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startCanned } from '../support/canned-prometheus.ts';
import { TEST_NOW } from '../support/harness.ts';
import { promqlAnswers } from './promql-answers.ts';

const prometheus = await startCanned(promqlAnswers);
const sandbox = await startSandbox({ clock: () => TEST_NOW, prometheusUrl: prometheus.url.origin });
process.on('message', () => {
  prometheus.requests.length = 0;
  sandbox.clear();
  process.send?.(sandbox.openRequests());
});
process.send?.({ awsUrl: sandbox.url, prometheusUrl: prometheus.url.origin });
