/** What is measured, and the tools that do it. A process loads only the tool it measures. */

/** Gives a number that depends on the work, so that it cannot be left out and tools can be held against each other. */
export type Run = (message: Buffer) => number | Promise<number>;

export interface Works {
  /** All header fields and texts decoded, attachments decoded and hashed; gives the octets of the attachments. */
  readonly read?: Run;
  /** The same, and every defect of the octets looked for. */
  readonly readWithDefects?: Run;
  /** A field added, the subject tagged; gives the octets of the result. */
  readonly editHeader?: Run;
  /** A banner in every HTML body; gives the octets of the result. */
  readonly insertBanner?: Run;
}

export type Work = keyof Works;

const tools = {
  mailweir: async () => (await import('./tools/mailweir.ts')).works,
  mailparser: async () => (await import('./tools/mailparser.ts')).works,
  'mailparser fast': async () => (await import('./tools/mailparser.ts')).fastWorks,
  'postal-mime': async () => (await import('./tools/postal-mime.ts')).works,
  mailsplit: async () => (await import('./tools/mailsplit.ts')).works,
} satisfies Record<string, () => Promise<Works>>;

export type Tool = keyof typeof tools;

export async function workOf(tool: string, work: string): Promise<Run> {
  const load = Object.entries(tools).find(([name]) => name === tool)?.[1];
  if (load === undefined) throw new Error(`no tool is called ${tool}: use one of ${Object.keys(tools).join(', ')}`);
  const works: Works = await load();
  const run = Object.entries(works).find(([name]) => name === work)?.[1] as Run | undefined;
  if (run === undefined) throw new Error(`${tool} has no work called ${work}`);
  return run;
}
