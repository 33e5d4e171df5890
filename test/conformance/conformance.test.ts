import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import expected from './expected-failures.json' with { type: 'json' };
import { startFixtureService } from './fixture-service.ts';
import { runSuite, scenariosOf, SUITE_MISSING, type Findings } from './suite.ts';

/** What a scenario found wrong; warnings are of what a server should do, and need not. */
function failures(findings: Findings, scenario: string): string[] {
  const checks = findings.get(scenario);
  if (checks === undefined) return ['it did not run'];
  return checks
    .filter(({ status }) => status === 'FAILURE')
    .map(({ id, errorMessage = 'failed' }) => `${id}: ${errorMessage}`);
}

for (const [revision, known] of Object.entries(expected) as [string, Readonly<Record<string, string>>][]) {
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
      const reason = known[scenario];
      test(reason === undefined ? `${scenario} passes` : `${scenario} fails as expected-failures.json says`, () => {
        const wrong = failures(findings, scenario);
        if (reason === undefined) assert.deepEqual(wrong, []);
        else assert.notDeepEqual(wrong, [], `${scenario} passes now: strike it from expected-failures.json`);
      });
    }

    test('nothing is expected to fail that the revision does not name', () => {
      const named = new Set([...required, ...reported]);
      assert.deepEqual(
        Object.keys(known).filter((scenario) => !named.has(scenario)),
        [],
      );
    });
  });
}

test('each scenario that may fail has its reason, and of those a revision requires only what needs a session', () => {
  for (const reasons of Object.values(expected))
    for (const reason of Object.values(reasons)) assert.match(reason, /^(?:Not required by the revision|.*session)/);
});
