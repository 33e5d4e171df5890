/** `npm run test:fuzz`: the whole of the fuzz, of which `npm test` runs a part. */
process.env['FUZZ_RUNS'] ??= '20000';
process.argv.push('test/fuzz');
await import('../support/run-tests.ts');
