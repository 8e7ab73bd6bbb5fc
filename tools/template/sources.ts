/** Where the call of a service comes from, and how much of that a policy must say. */

/** Their ARNs name the account, as those of buckets do not, and they are not documented to say it a second time. */
const namingTheAccount: readonly string[] = ['sns.amazonaws.com', 'events.amazonaws.com'];

/** What must be said of where a service's call comes from. */
export function sourceKeysFor(services: readonly string[]): readonly ('SourceArn' | 'SourceAccount')[] {
  const byArn = services.every((service) => namingTheAccount.includes(service));
  return byArn ? ['SourceArn'] : ['SourceArn', 'SourceAccount'];
}
