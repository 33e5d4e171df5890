import type { Mutant } from '../mutant.ts';

/** The way to PromQL sources. */
export const PROMETHEUS_MUTANTS: readonly Mutant[] = [
  {
    name: 'PromQL signing: a workspace is asked as if it were CloudWatch',
    file: 'src/prometheus/endpoint.ts',
    find: "sign: aws.signer('aps', source.region)",
    replace: "sign: aws.signer('monitoring', source.region)",
    tests: ['test/prometheus/prometheus.test.ts'],
  },
  {
    name: 'PromQL signing: not for the region of the source',
    file: 'src/prometheus/endpoint.ts',
    find: "sign: aws.signer('monitoring', source.region)",
    replace: "sign: aws.signer('monitoring', 'us-east-1')",
    tests: ['test/prometheus/prometheus.test.ts'],
  },
  {
    name: 'PromQL signing: a space goes out as a plus, which SigV4 does not sign so',
    file: 'src/prometheus/request.ts',
    find: "url.search = form.replaceAll('+', '%20')",
    replace: 'url.search = form',
    tests: ['test/prometheus/prometheus.test.ts'],
  },
  {
    name: 'PromQL errors: throttling is not known as such',
    file: 'src/prometheus/errors.ts',
    find: 'if (status === 429 || ',
    replace: 'if (',
    tests: ['test/prometheus/errors.test.ts'],
  },
  {
    name: 'PromQL errors: access denied names one of the actions only',
    file: 'src/prometheus/errors.ts',
    find: 'capabilities(source).actions[api].map(',
    replace: 'capabilities(source).actions[api].slice(0, 1).map(',
    tests: ['test/prometheus/errors.test.ts'],
  },
  {
    name: 'PromQL errors: expired credentials are not known as such',
    file: 'src/prometheus/errors.ts',
    find: 'if (EXPIRED.test(said)) {',
    replace: "if (said === 'expired') {",
    tests: ['test/prometheus/errors.test.ts'],
  },
  {
    name: 'PromQL errors: a question that is too large passes for a wrong one',
    file: 'src/prometheus/errors.ts',
    find: 'if (TOO_MUCH.test(said) && ',
    replace: 'if (said === TOO_MUCH.source && ',
    tests: ['test/prometheus/errors.test.ts'],
  },
  {
    name: 'PromQL signing: a clock that is wrong stays wrong',
    file: 'src/prometheus/request.ts',
    find: 'clockAheadMs = aheadMs;',
    replace: '',
    tests: ['test/aws/clock-skew.test.ts', 'test/prometheus/prometheus.test.ts'],
  },
  {
    name: 'PromQL retries: a source that stays throttled is asked once more',
    file: 'src/prometheus/request.ts',
    find: 'const ATTEMPTS = 3;',
    replace: 'const ATTEMPTS = 4;',
    tests: ['test/prometheus/prometheus.test.ts'],
  },
  {
    name: 'PromQL body: more than the cap is read',
    file: 'src/prometheus/request.ts',
    find: 'readCapped(response, MAX_RESPONSE_BYTES)',
    replace: 'readCapped(response, 2 * MAX_RESPONSE_BYTES)',
    tests: ['test/prometheus/errors.test.ts'],
  },
  {
    name: 'PromQL body: an error with status 200 passes for an answer',
    file: 'src/prometheus/request.ts',
    find: "if (status === 'error') throw",
    replace: "if (status === 'failure') throw",
    tests: ['test/prometheus/errors.test.ts'],
  },
  {
    name: 'PromQL caller: who leaves does not end the request',
    file: 'src/prometheus/exchange.ts',
    find: "signal.addEventListener('abort', leave, { once: true });",
    replace: '',
    tests: ['test/prometheus/prometheus.test.ts'],
  },
];
