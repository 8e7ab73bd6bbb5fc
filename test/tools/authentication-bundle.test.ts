/** Where mailauth lies: nowhere on WorkMail, and in a chunk of its own where a source gives no verdicts. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { authenticator } from '../../shared/adapters/authenticator.ts';
import { type Bundle, bundle } from '../../tools/build/bundle.ts';
import { assertStaticGraph } from '../../tools/build/static-graph.ts';
import { functions } from '../../tools/build.ts';
import { handover, key, mail, now, signed, words, zone } from '../adapters/a-signed-mail.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'mailweir-authentication-'));
afterAll(() => rm(folder, { recursive: true }));

const hasMailauth = ({ inputs }: Bundle['metafile']) =>
  Object.keys(inputs).some((input) => input.includes('node_modules/mailauth/'));

describe('a function of WorkMail', () => {
  it.each(functions)('$name holds no mailauth', async (one) => {
    const { metafile } = await bundle(one, root);
    expect(hasMailauth(metafile)).toBe(false);
  });
});

describe('a function whose source gives no verdicts', () => {
  it('loads mailauth with its first message, from a chunk of its own', async () => {
    const entries = { authenticating: 'test/tools/fixtures/authenticating.ts' };
    const { files, metafile } = await bundle({ name: 'authenticating', entries }, root);
    expect(hasMailauth(metafile)).toBe(true);
    assertStaticGraph(metafile);
    for (const [name, content] of files) await writeFile(join(folder, name), content);
    const loaded: { authenticator: typeof authenticator } = await import(
      pathToFileURL(join(folder, 'authenticating.mjs')).href
    );
    const checker = loaded.authenticator({
      resolver: zone(key('sender.example')),
      clock: { now: () => now },
      withinMs: 20_000,
    });
    const bytes = await signed(mail(), { domain: 'sender.example' });
    const found = await checker.authenticate(bytes, handover, new AbortController().signal);
    expect(words(found)).toMatchObject({ dkim: ['pass sender.example'] });
  });
});
