/** What the template must say of each function, because code, build and time table count on it. */
export interface ExpectedFunction {
  readonly id: string;
  readonly handler: string;
  readonly artifact: string;
  readonly timeoutSeconds: number;
}

export const expectedFunctions: readonly ExpectedFunction[] = [
  // shared/config.ts answers within 10 s, WorkMail waits 15.
  { id: 'InboundLambdaFunction', handler: 'inbound.handler', artifact: 'inbound.zip', timeoutSeconds: 12 },
  // serverless/retain.yml: its queue shows a message again after six times as long.
  { id: 'RetainLambdaFunction', handler: 'retain.handler', artifact: 'retain.zip', timeoutSeconds: 60 },
  { id: 'AutoReplyLambdaFunction', handler: 'auto-reply.handler', artifact: 'auto-reply.zip', timeoutSeconds: 60 },
  { id: 'JournalLambdaFunction', handler: 'journal.handler', artifact: 'journal.zip', timeoutSeconds: 60 },
  { id: 'ReconcileLambdaFunction', handler: 'reconcile.handler', artifact: 'reconcile.zip', timeoutSeconds: 900 },
  { id: 'LearnLambdaFunction', handler: 'learn.handler', artifact: 'learn.zip', timeoutSeconds: 60 },
  { id: 'RelationLambdaFunction', handler: 'relation.handler', artifact: 'relation.zip', timeoutSeconds: 60 },
];
