import { test } from 'node:test';
import { startTestService } from '/work/wt-accounts/test/support/harness.ts';
import { ACCOUNTS, ROLES, configFile } from '/work/wt-accounts/test/support/accounts.ts';
test('x', async () => {
  const s = await startTestService({ env: configFile({ accounts: ACCOUNTS }), sandbox: { roles: ROLES } });
  try {
    const list = await s.client.listTools();
    console.log(JSON.stringify(list.tools.find(t=>t.name==='get_metric_data')?.inputSchema));
    for (const [n,a] of [['describe_alarms',{account:'staging'}],['get_alarm_history',{account:'prod',name:'svc333-job-errors'}],['search_log_events',{account:'prod',groups:['/svc333/*'],limit:3}],['list_metrics',{account:'nope'}],['get_metric_data',{account:'all',queries:[]}]] as const)
      console.log((await s.call(n,a as any)).text, '\n-----');
    console.log(s.sandbox.requests.filter(r=>r.operation==='AssumeRole'));
    console.log(s.sandbox.requests.map(r=>`${r.operation} ${r.region} ${r.account} ${r.caller} ${r.sourceIdentity}`));
  } finally { await s.close(); }
});
