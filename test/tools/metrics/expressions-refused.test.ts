import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1'] });
});
after(() => service.close());

test('an expression that runs a function is refused, however it is written, and nothing is sent', async () => {
  const sent = service.sandbox.requests.length;
  for (const expression of ['LAMBDA("metrics", "sql", "up")', 'SUM([lambda ("f")])', 'IF(1, LAMBDA\n("f"))']) {
    const { isError, text } = await service.call('get_metric_data', { queries: [{ id: 'a', expression }] });
    assert.ok(isError);
    assert.match(
      text,
      /^Error: LAMBDA\(…\) in an expression invokes an AWS Lambda function, and this server only reads\./,
    );
  }
  assert.equal(service.sandbox.requests.length, sent);
});
