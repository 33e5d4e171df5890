import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import expected from './expected-failures.json' with { type: 'json' };
import { startFixtureService } from './fixture-service.ts';
import { runSuite, scenariosOf, SUITE_MISSING, type Findings } from './suite.ts';
import { failures, verdictOn, WIRE_CHECK, type Verdict } from './verdict.ts';

type Reasons = Readonly<Record<string, string>>;

for (const [revision, known] of Object.entries(expected) as [string, Partial<Record<Verdict, Reasons>>][]) {
  const others = new Map(
    (Object.entries(known) as [Verdict, Reasons][]).flatMap(([verdict, reasons]) =>
      Object.keys(reasons).map((scenario) => [scenario, verdict] as const),
    ),
  );

  describe(`the official suite for ${revision}`, { skip: SUITE_MISSING }, () => {
    let findings: Findings = new Map();
    before(async () => {
      const service = await startFixtureService();
      try {
        findings = await runSuite(revision, service.url);
      } finally {
        await service.close();
      }
    });

    const { required, reported } = SUITE_MISSING === false ? scenariosOf(revision) : { required: [], reported: [] };
    for (const scenario of [...required, ...reported]) {
      const other = others.get(scenario);
      test(other === undefined ? `${scenario} passes` : `${scenario} ends in ${other}, as expected`, () => {
        const checks = findings.get(scenario);
        const told = `expected-failures.json says otherwise of ${scenario}: ${failures(checks).join('; ')}`;
        assert.equal(verdictOn(checks), other ?? 'SUCCESS', told);
        const onTheWire = checks?.filter(({ id, status }) => id === WIRE_CHECK && status === 'FAILURE');
        assert.deepEqual(onTheWire, [], 'no message may be other than the schema says, whatever is expected');
      });
    }

    test('nothing is expected of a scenario that the revision does not name', () => {
      const named = new Set([...required, ...reported]);
      assert.deepEqual(
        [...others.keys()].filter((scenario) => !named.has(scenario)),
        [],
      );
    });
  });
}

test('each scenario that does not pass has its reason, and of those a revision requires only what needs a session', () => {
  for (const reasons of Object.values(expected).flatMap((known) => Object.values<Reasons>(known)))
    for (const reason of Object.values(reasons)) assert.match(reason, /^(?:Not required by the revision|.*session)/);
});

test('a scenario passes by a check of its own alone: not by warnings, by a look at the wire, or by none', () => {
  const check = (status: Verdict, id = 'ping') => ({ id, status });
  assert.equal(verdictOn([check('SUCCESS'), check('WARNING'), check('INFO')]), 'SUCCESS');
  assert.equal(verdictOn([check('SUCCESS'), check('FAILURE')]), 'FAILURE');
  assert.equal(verdictOn([check('SUCCESS', WIRE_CHECK), check('FAILURE', WIRE_CHECK)]), 'FAILURE');
  assert.equal(verdictOn([check('INFO'), check('WARNING')]), 'WARNING');
  assert.equal(verdictOn([check('SKIPPED'), check('SUCCESS', WIRE_CHECK)]), 'SKIPPED');
  assert.equal(verdictOn([check('SUCCESS', WIRE_CHECK)]), undefined);
  assert.equal(verdictOn([]), undefined);
  assert.equal(verdictOn(undefined), undefined);
});
