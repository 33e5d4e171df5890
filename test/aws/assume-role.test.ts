import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assumedRole, PRINCIPAL_TAG, type Role } from '../../src/aws/assume-role.ts';
import { ToolError } from '../../src/errors.ts';

const ROLE: Role = { arn: 'arn:aws:iam::222222222222:role/Reader', alias: 'staging', account: '222222222222' };
const MINUTE = 60_000;

/** EKS Pod Identity's transitive tags (EKS User Guide): STS refuses a request that sets one again. */
const TRANSITIVE = [
  'eks-cluster-arn',
  'eks-cluster-name',
  'kubernetes-namespace',
  'kubernetes-service-account',
  'kubernetes-pod-name',
  'kubernetes-pod-uid',
];

/** STS with a clock, whose answers a test gives one by one. */
function sts(answers: (() => unknown)[]) {
  const sent: Record<string, unknown>[] = [];
  const clock = { now: 0 };
  const assuming = {
    region: 'us-east-1',
    now: () => clock.now,
    async send(command: { input: object }) {
      sent.push({ ...command.input });
      return (await (answers.shift() ?? assert.fail('asked once more'))()) as object;
    },
  };
  return { sent, clock, assuming };
}

const keys = (id: string, expires: number) => () => ({
  Credentials: { AccessKeyId: id, SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(expires) },
});
const refused = (name: string) => () => {
  throw Object.assign(new Error('User: x is not authorized'), { name });
};

test('a role is assumed once for all who wait, as the caller, for an hour', async () => {
  const { sent, assuming } = sts([keys('A', 60 * MINUTE)]);
  const { provider } = assumedRole({ ...ROLE, externalId: 'secret' }, 'ada@example.com', assuming);
  const got = await Promise.all([provider(), provider(), provider()]);
  assert.deepEqual(
    got.map(({ accessKeyId }) => accessKeyId),
    ['A', 'A', 'A'],
  );
  assert.deepEqual(sent, [
    {
      RoleArn: ROLE.arn,
      RoleSessionName: 'ada@example.com',
      SourceIdentity: 'ada@example.com',
      Tags: [{ Key: PRINCIPAL_TAG, Value: 'ada@example.com' }],
      DurationSeconds: 3600,
      ExternalId: 'secret',
    },
  ]);
  assert.ok(!TRANSITIVE.includes(PRINCIPAL_TAG));
});

test('credentials that end soon are renewed meanwhile, and a renewal that fails fails nobody before they end', async () => {
  const { sent, clock, assuming } = sts([keys('A', 60 * MINUTE), refused('InternalFailure'), keys('B', 120 * MINUTE)]);
  const { provider } = assumedRole(ROLE, 'ada', assuming);
  await provider();
  clock.now = 54 * MINUTE;
  assert.equal((await provider()).accessKeyId, 'A');
  assert.equal(sent.length, 1);
  clock.now = 56 * MINUTE;
  assert.equal((await provider()).accessKeyId, 'A');
  await new Promise(setImmediate);
  assert.equal(sent.length, 2);
  // What failed is not tried again at once.
  assert.equal((await provider()).accessKeyId, 'A');
  assert.equal(sent.length, 2);
  clock.now = 57 * MINUTE;
  assert.equal((await provider()).accessKeyId, 'A');
  await new Promise(setImmediate);
  assert.equal((await provider()).accessKeyId, 'B');
});

test('credentials that AWS calls expired are replaced, whatever they say of themselves', async () => {
  const { assuming } = sts([keys('A', 60 * MINUTE), keys('B', 60 * MINUTE)]);
  const credentials = assumedRole(ROLE, 'ada', assuming);
  await credentials.provider();
  assert.deepEqual(await Promise.all([credentials.renew('A'), credentials.renew('A')]), [true, true]);
  assert.equal((await credentials.provider()).accessKeyId, 'B');
  assert.equal(await credentials.renew('A'), true, 'there are others already');
});

test('a refusal names account, role and what to do, and is told again for five seconds without asking', async () => {
  const { sent, clock, assuming } = sts([refused('AccessDenied'), keys('A', 60 * MINUTE)]);
  const { provider } = assumedRole({ ...ROLE, externalId: 'not-to-be-told' }, 'ada', assuming);
  const failure = async () => {
    const error: unknown = await provider().then(
      () => assert.fail('it was assumed'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ToolError);
    assert.equal(error.code, 'expired');
    return error.message;
  };
  const message = await failure();
  assert.match(
    message,
    /^Account staging \(222222222222\) cannot be read: .*assume arn:aws:iam::222222222222:role\/Reader/,
  );
  assert.match(message, /sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity .*with the external id/);
  assert.match(message, /`cloudwatch-mcp iam-policy --cross-account trust`.*`--cross-account assume`/);
  assert.doesNotMatch(message, /not-to-be-told/);
  clock.now = 4_999;
  assert.equal(await failure(), message);
  assert.equal(sent.length, 1);
  clock.now = 5_000;
  assert.equal((await provider()).accessKeyId, 'A');
});

test('what else goes wrong names the account too', async () => {
  for (const [name, said] of [
    ['Throttling', /^Account staging \(222222222222\) cannot be read by arn:.*: AWS throttles sts:AssumeRole/],
    ['ENOTFOUND', /^Account staging .*sts:AssumeRole/],
    ['TimeoutError', /^Account staging .* STS in us-east-1 did not answer sts:AssumeRole within 10 s/],
  ] as const) {
    const { assuming } = sts([refused(name)]);
    await assert.rejects(async () => assumedRole(ROLE, 'ada', assuming).provider(), { message: said });
  }
});
