import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ToolError, type ErrorCode } from '../../src/errors.ts';
import { plainText, refusalError } from '../../src/prometheus/errors.ts';
import { MAX_RESPONSE_BYTES } from '../../src/prometheus/request.ts';
import { ampSource, cloudwatchSource, type Source } from '../../src/prometheus/sources.ts';
import { sendJson, type Canned } from '../support/canned-prometheus.ts';
import { ask, serve, SERVER } from '../support/serve-prometheus.ts';

async function refusal(canned: Canned, source: Source = SERVER): Promise<ToolError> {
  const { prometheus } = await serve(canned);
  return ask(prometheus, source).then(
    () => assert.fail('was answered'),
    (error: unknown) => {
      assert.ok(error instanceof ToolError, String(error));
      return error;
    },
  );
}

const BAD =
  (errorType: string, error: string, status: number): Canned =>
  (_request, response) =>
    sendJson(response, status, { status: 'error', errorType, error });
const STATUS =
  (status: number, body: string, headers: Record<string, string> = {}): Canned =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);
const AWS = cloudwatchSource('us-east-1');
const FORBIDDEN = '{"message":"User: arn:aws:iam::1:user/x is not authorized"}';

const REFUSALS: readonly (readonly [title: string, canned: Canned, source: Source, code: ErrorCode, says: RegExp])[] = [
  [
    'a parse error',
    BAD('bad_data', 'invalid parameter "query": 1:4: parse error: unexpected end', 400),
    SERVER,
    'invalid_input',
    /line 1, column 4 \(at its end\): unexpected end/,
  ],
  [
    'an execution error',
    BAD('execution', 'many-to-many matching not allowed', 422),
    SERVER,
    'invalid_input',
    /many-to-many/,
  ],
  [
    'too many samples',
    BAD('execution', 'query processing would load too many samples into memory in query execution', 422),
    SERVER,
    'too_expensive',
    /larger step/,
  ],
  ['an error with status 200', BAD('bad_data', 'unknown function', 200), SERVER, 'invalid_input', /unknown function/],
  ['a timeout', BAD('timeout', 'query timed out in query execution', 503), SERVER, 'timeout', /shorter window/],
  [
    'IAM',
    STATUS(403, FORBIDDEN),
    AWS,
    'access_denied',
    /"cloudwatch:GetMetricData" and "cloudwatch:ListMetrics".*not authorized/,
  ],
  ['AMP and IAM', STATUS(403, FORBIDDEN), ampSource('us-east-1', 'ws-1'), 'access_denied', /"aps:QueryMetrics"/],
  [
    'expired credentials',
    STATUS(403, '{"message":"The security token included in the request is expired"}'),
    AWS,
    'expired',
    /renew/,
  ],
  [
    'a missing workspace',
    STATUS(404, '{"message":"Workspace not found"}'),
    ampSource('us-east-1', 'ws-1'),
    'not_found',
    /list_prometheus_workspaces/,
  ],
  ['throttling', STATUS(429, 'slow down', { 'retry-after': '1' }), SERVER, 'throttled', /Wait 1 seconds/],
  ['a redirect', STATUS(302, '', { location: 'http://elsewhere/' }), SERVER, 'upstream', /redirect/],
  ['HTML', STATUS(200, '<html>Log in</html>', { 'content-type': 'text/html' }), SERVER, 'upstream', /text\/html/],
  [
    'HTML with an error',
    STATUS(500, '<html><head><title>x</title></head><body><h1>Bad gateway</h1></body></html>'),
    SERVER,
    'upstream',
    /HTTP 500: Bad gateway/,
  ],
  [
    'other JSON',
    STATUS(200, '{"hello":1}', { 'content-type': 'application/json' }),
    SERVER,
    'upstream',
    /status undefined/,
  ],
  [
    'another type of data',
    (_request, response) =>
      sendJson(response, 200, {
        status: 'success',
        data: { resultType: 'vector', result: [{ metric: {}, value: [1, 'x'] }] },
      }),
    SERVER,
    'upstream',
    /"x" instead of a number/,
  ],
];

for (const [title, canned, source, code, says] of REFUSALS) {
  void test(`${title} becomes ${code}`, async () => {
    const error = await refusal(canned, source);
    assert.equal(error.code, code);
    assert.match(error.message, says);
  });
}

void test('a message is not cut within a pair', async () => {
  assert.ok((await refusal(BAD('execution', `${'x'.repeat(499)}😀!`, 422))).message.isWellFormed());
  assert.ok((await refusal(STATUS(500, `${'x'.repeat(199)}😀!`))).message.isWellFormed());
});

void test('a page is read without its head, styles and scripts, closed or not; a header is no head', () => {
  const page = '<head><title>t</title></head><header>Bad gateway</header><p>no\n upstream<style>a{} p{}';
  assert.equal(plainText(page), 'Bad gateway no upstream');
});

void test('no more than the cap is read of an answer', async () => {
  const error = await refusal((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    for (let bytes = 0; bytes <= MAX_RESPONSE_BYTES; bytes += chunk.length) response.write(chunk);
    response.end();
  });
  assert.equal(error.code, 'too_expensive');
  assert.match(error.message, /more than 16 MiB/);
});

void test('CloudWatch that misses a metric name is followed by the form that it takes', () => {
  const said = (source: Source, query: string) =>
    refusalError({ status: 400, message: 'every selector must name its metric' }, { source, api: 'series', query })
      .message;
  assert.match(
    said(AWS, '{__name__=~"http.*"}'),
    /one exact metric name .*list_prometheus_metrics name="http" source="cloudwatch:us-east-1" .*then \{__name__="<metric>"\} with/,
  );
  assert.match(said(AWS, 'sum({job="api"})'), /then sum\(\{__name__="<metric>", job="api"\}\) with/);
  assert.doesNotMatch(said(AWS, 'up'), /exact/);
  assert.doesNotMatch(said(SERVER, '{__name__=~"http.*"}'), /exact/);
});
