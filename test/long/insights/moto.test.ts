import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startMotoService } from '../../integration/moto-service.ts';

const moto = await startMotoService();
const { skip } = moto;
after(() => moto.close());

const QUESTION = { query: 'fields @timestamp, @message', groups: ['/shop/api'], start: '-2h' };

void test('a query runs, its rows are a table, and its id gives them again', { skip }, async () => {
  const { text, structured, isError } = await moto.call('run_logs_insights_query', QUESTION);
  assert.equal(isError, false, text);
  assert.match(text, /^\d+ rows? .*from \/shop\/api, /);
  assert.match(text, /\| # \| @timestamp \| @message \|/);
  assert.match(text, /Statistics: .*\nhttps?:|Statistics: .*$/);
  const { id } = structured;
  const again = await moto.call('get_logs_insights_results', { id });
  assert.deepEqual(again.structured['items'], structured['items']);
});

void test('a limit holds, its own or ours', { skip }, async () => {
  const ours = await moto.call('run_logs_insights_query', { ...QUESTION, limit: 1 });
  assert.equal(ours.structured['found'], 1, ours.text);
  const own = await moto.call('run_logs_insights_query', { ...QUESTION, query: `${QUESTION.query} | limit 2` });
  assert.equal(own.structured['found'], 2, own.text);
});

void test('a query of a group that does not exist, and an id of no query', { skip }, async () => {
  const nowhere = await moto.call('run_logs_insights_query', { ...QUESTION, groups: ['/shop/apo'] });
  assert.match(nowhere.text, /^Error: There is no log group "\/shop\/apo" in us-east-1\. The nearest: "\/shop\/api"/);
  const unknown = await moto.call('get_logs_insights_results', {
    id: 'us-east-1~1f2e3d4c-0000-4000-8000-000000000000',
  });
  assert.equal(unknown.isError, true, unknown.text);
});
