import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialSource } from '../../src/aws/credential-source.ts';
import { shareCredentials } from '../../src/aws/credentials.ts';
import { isCredentialError, toToolError } from '../../src/aws/errors.ts';
import { ToolError, type ErrorCode } from '../../src/errors.ts';

const ASKED = { action: 'logs:FilterLogEvents', region: 'eu-west-1' };

function upstream(name: string, message = 'said so', more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

const CASES: readonly (readonly [Error, ErrorCode, RegExp])[] = [
  [
    upstream('AccessDeniedException'),
    'access_denied',
    /refuses logs:FilterLogEvents in eu-west-1.*"logs:FilterLogEvents"/,
  ],
  [upstream('UnrecognizedClientException'), 'expired', /credentials do not work.*IRSA.*Pod Identity.*profile/],
  [upstream('ExpiredToken'), 'expired', /credentials/],
  [
    upstream('CredentialsProviderError', 'Could not load credentials from any providers'),
    'expired',
    /^No AWS credentials were found for logs:FilterLogEvents \(Could not load credentials .*IRSA/,
  ],
  [
    upstream('NotFound', 'Unknown', { $metadata: { httpStatusCode: 404 } }),
    'upstream',
    /^What answered logs:FilterLogEvents in eu-west-1 is not AWS, HTTP 404\. .*AWS_ENDPOINT_URL/,
  ],
  [upstream('SignatureDoesNotMatch'), 'expired', /clock/],
  [
    upstream('ThrottlingException', 'Rate exceeded', { $metadata: { attempts: 4 } }),
    'throttled',
    /after 4 attempts\. Wait 10 seconds/,
  ],
  [upstream('LimitExceededException'), 'throttled', /Wait/],
  [
    upstream('ResourceNotFoundException', 'The specified log group does not exist.'),
    'not_found',
    /^The specified log group does not exist\. Asked in eu-west-1\.$/,
  ],
  [
    upstream('InvalidParameterException', 'Invalid filter pattern'),
    'invalid_input',
    /InvalidParameterException\): Invalid filter pattern\.$/,
  ],
  [
    upstream('ServiceUnavailableException', 'busy', { $fault: 'server', $metadata: { httpStatusCode: 503 } }),
    'upstream',
    /failed on AWS's side .*HTTP 503.*Try again/,
  ],
  [
    upstream('Error', 'aborted', { code: 'ECONNRESET', $metadata: { attempts: 4 } }),
    'upstream',
    /broke off in logs:FilterLogEvents in eu-west-1 \(ECONNRESET\), also after 4 attempts\. Try again/,
  ],
  [upstream('Error', 'getaddrinfo', { code: 'ENOTFOUND' }), 'upstream', /cannot be reached .*ENOTFOUND/],
  [upstream('SyntaxError', 'Unexpected token < in JSON'), 'upstream', /cannot be read \(SyntaxError\)/],
  [
    upstream('SyntaxError', 'Unexpected token < in JSON', { $metadata: { httpStatusCode: 404 } }),
    'upstream',
    /cannot be read \(SyntaxError, HTTP 404\).*AWS_ENDPOINT_URL/,
  ],
  [
    upstream('Unknown', 'UnknownError', { $fault: 'client', $metadata: { httpStatusCode: 404 } }),
    'upstream',
    /^What answered logs:FilterLogEvents in eu-west-1 is not AWS, HTTP 404\..*AWS_ENDPOINT_URL/,
  ],
  [
    upstream('SomethingNewException', 'a new rule', { $fault: 'client' }),
    'upstream',
    /SomethingNewException\): a new rule\.$/,
  ],
];

for (const [error, code, sentence] of CASES) {
  test(`${error.name} is ${code}`, () => {
    const translated = toToolError(error, ASKED);
    assert.ok(translated instanceof ToolError);
    assert.equal(translated.code, code);
    assert.match(translated.message, sentence);
    assert.equal(translated.cause, error);
  });
}

test('refused credentials say where they come from, where that is known', async () => {
  const marked = (mark: string) => () =>
    Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b', $source: { [mark]: 'x' } });
  const source = await credentialSource(marked('CREDENTIALS_STS_ASSUME_ROLE_WEB_ID') as never);
  const told = toToolError(upstream('ExpiredToken'), { ...ASKED, credentialSource: source }) as ToolError;
  assert.match(told.message, /must renew them: the role annotation of the service account \(IRSA\)\.$/);
  assert.equal(await credentialSource(marked('CREDENTIALS_CODE') as never), undefined);
  assert.equal(await credentialSource(() => Promise.reject(new Error('none'))), undefined);
  assert.ok(isCredentialError(upstream('ExpiredToken')));
  assert.ok(!isCredentialError(upstream('AccessDenied')));
});

for (const [name, message, sentence] of [
  [
    'AccessDenied',
    'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    /^The server gets no AWS credentials for logs:FilterLogEvents \(AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity\)\. The operator must check the role's trust policy/,
  ],
  ['InvalidIdentityToken', 'Incorrect token audience', /OIDC provider in IAM, and the token's audience/],
  [
    'TimeoutError',
    'exceeded the configured 5000 ms requestTimeout',
    /TimeoutError.*network reaches STS.*VPC endpoints/,
  ],
  ['Throttling', 'Rate exceeded', /STS throttles it/],
] as const) {
  test(`${name} of who gives credentials is no ${name} of the action they were for`, async () => {
    const credentials = shareCredentials(() => () => Promise.reject(upstream(name, message)));
    const error: unknown = await credentials.provider().catch((caught: unknown) => caught);
    const translated = toToolError(error, ASKED);
    assert.ok(translated instanceof ToolError && translated.code === 'expired');
    assert.match(translated.message, sentence);
    assert.ok(!isCredentialError(error));
  });
}

test('aborts and errors that are translated already pass through', () => {
  const abort = upstream('AbortError');
  const own = new ToolError('not_found', 'x');
  assert.equal(toToolError(abort, ASKED), abort);
  assert.equal(toToolError(own, ASKED), own);
});

test('a message is not cut within a pair', () => {
  const error = toToolError(upstream('ValidationException', `${'x'.repeat(499)}😀!`), ASKED);
  assert.ok(error instanceof ToolError && error.message.isWellFormed());
});

test('an endless message of an upstream is cut', () => {
  const translated = toToolError(upstream('ValidationError', 'x'.repeat(10_000)), ASKED) as ToolError;
  assert.ok(translated.message.length < 700);
});
