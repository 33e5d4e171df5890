import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { assertSame, rpc } from '../../support/both-ways.ts';
import { startTestService, type TestService } from '../../support/harness.ts';
import { QUESTIONS } from '../../support/questions.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

test('any call in the plain shape is answered as the SDK would answer it', async () => {
  const id = fc.oneof(fc.string(), fc.maxSafeInteger());
  const args = fc.option(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }), { nil: undefined });
  const name = fc.oneof(fc.constantFrom(...QUESTIONS.map(([tool]) => tool)), fc.string());
  await fc.assert(
    fc.asyncProperty(id, name, args, async (requestId, tool, given) => {
      fc.pre(!Object.hasOwn(given ?? {}, '__proto__') && !Object.hasOwn(given ?? {}, 'constructor'));
      const params = { name: tool, ...(given && { arguments: given }) };
      await assertSame(service.url, { ...rpc('tools/call', requestId), params });
    }),
    { numRuns: 150 },
  );
});
