import { test } from 'node:test';
import { startTestService } from './support/harness.ts';
import { ACCOUNTS, ROLES, configFile } from './support/accounts.ts';
test('x', async () => {
  const s = await startTestService({ env: configFile({ accounts: ACCOUNTS }), sandbox: { roles: {...ROLES, } } });
  try {
    for (const [n,a] of [['describe_alarms',{limit:6}],['describe_alarms',{name_prefix:'svc',region:'eu-west-1'}],['describe_alarms',{names:['svc333-job-errors'], account:'prod',region:'us-east-1'}],['describe_alarms',{names:['svc222-job-errors']}],['get_alarm_history',{name:'svc333-job-errors'}]] as const)
      console.log((await s.call(n,a as any)).text, '\n-----');
    s.sandbox.setFault('222222222222:AssumeRole', {kind:'accessDenied'});
    s.sandbox.setFault('333333333333:DescribeAlarms', {kind:'throttle'});
  } finally { await s.close(); }
});
