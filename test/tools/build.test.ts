import { cp, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { build, functions } from '../../tools/build.ts';

const fixtures = fileURLToPath(new URL('./fixtures/lambda/', import.meta.url));
const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
const echo = { name: 'echo', entries: { echo: 'echo.ts', 'echo.worker': 'echo.worker.ts' } };

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'mailweir-build-'));
});
afterAll(async () => {
  await rm(scratch, { recursive: true });
});

const outDir = (name: string) => join(scratch, name);

async function built(name: string, alias = {}) {
  const [result] = await build({ root: fixtures, outDir: outDir(name), functions: [echo], alias });
  if (result === undefined) throw new Error('nothing was built');
  return result;
}

/** Runs the handler of a build in this process, as a plain module. */
async function run(name: string, event: unknown): Promise<unknown> {
  const { handler } = await import(pathToFileURL(join(outDir(name), 'echo', 'echo.mjs')).href);
  return handler(event);
}

describe('build', () => {
  it('gives a function that finds its worker and its late part', async () => {
    await built('plain');
    expect(await run('plain', 'ping')).toEqual({
      greeting: 'hello',
      later: { loaded: true },
      fromWorker: { greeting: 'hello', event: 'ping' },
    });
  });

  it('zips what is in the folder, flat, and says how large it is', async () => {
    const { zipFile, zipBytes, codeBytes, fileCount } = await built('sizes');
    const zip = await readFile(zipFile);
    const files = unzipSync(zip);
    expect(Object.keys(files)).toEqual((await readdir(join(outDir('sizes'), 'echo'))).sort());
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['echo.mjs', 'echo.worker.mjs']));
    expect(Object.keys(files).filter((path) => !/^[\w.-]+\.mjs$/.test(path))).toEqual([]);
    expect(zipBytes).toBe(zip.length);
    expect(fileCount).toBe(Object.keys(files).length);
    expect(codeBytes).toBe(Object.values(files).reduce((total, { length }) => total + length, 0));
  });

  it('keeps function names, and the source maps beside the zip', async () => {
    const { zipFile } = await built('maps');
    const code = strFromU8(unzipSync(await readFile(zipFile))['echo.mjs'] ?? new Uint8Array());
    expect(code).toContain('async function handler(');
    expect(code).not.toContain('sourceMappingURL');
    const map = JSON.parse(await readFile(join(outDir('maps'), 'echo.maps', 'echo.mjs.map'), 'utf8'));
    expect(map.sources.map((source: string) => source.split('/').at(-1))).toContain('echo.ts');
  });

  it('leaves nothing of an earlier build', async () => {
    await built('again', { [join(fixtures, 'greeting.ts')]: join(fixtures, 'other-greeting.ts') });
    const earlier = await readdir(join(outDir('again'), 'echo'));
    const { fileCount } = await built('again');
    const now = await readdir(join(outDir('again'), 'echo'));
    expect(now).not.toEqual(earlier);
    expect(now).toHaveLength(fileCount);
  });

  it('gives the same bytes from another folder, with other file times, in another time zone', async () => {
    const zips: Buffer[] = [];
    for (const [index, folder] of ['one', 'two/deeper'].entries()) {
      const root = join(scratch, folder);
      await cp(fixtures, root, { recursive: true });
      for (const file of await readdir(root)) await utimes(join(root, file), index * 1e9, index * 1e9);
      await symlink(packages, join(root, 'node_modules'));
      vi.stubEnv('TZ', index === 0 ? 'Pacific/Auckland' : 'America/Lima');
      const [result] = await build({ root, functions: [echo] });
      vi.unstubAllEnvs();
      zips.push(await readFile(result?.zipFile ?? ''));
    }
    expect(zips[0]?.equals(zips[1] ?? Buffer.alloc(0))).toBe(true);
  });

  describe('with a replaced module', () => {
    const greeting = join(fixtures, 'greeting.ts');

    it('uses it in the function and in its worker, and lets it import the original', async () => {
      await built('replaced', { [greeting]: join(fixtures, 'other-greeting.ts') });
      expect(await run('replaced', null)).toMatchObject({
        greeting: 'hello from a test',
        fromWorker: { greeting: 'hello from a test' },
      });
    });

    it('refuses to replace what the function does not contain', async () => {
      const absent = join(fixtures, 'heavy.ts');
      await expect(built('absent', { [absent]: greeting })).rejects.toThrow(/heavy\.ts: nothing was replaced/);
    });

    it('refuses a relative path', async () => {
      await expect(built('relative', { [greeting]: 'other-greeting.ts' })).rejects.toThrow(/not an absolute path/);
    });
  });

  it('refuses a function that loads a forbidden package at start, and names the way to it', async () => {
    const heavy = { name: 'heavy', entries: { heavy: 'heavy.ts' } };
    const building = build({ root: fixtures, outDir: outDir('heavy'), functions: [heavy] });
    await expect(building).rejects.toThrow(
      /^yaml is loaded at start: heavy\.ts -> heavy-settings\.ts -> .*node_modules\/yaml\//,
    );
  });

  describe('inbound', () => {
    it('carries the tables that its sources read', async () => {
      const built = functions.filter(({ name }) => name === 'inbound');
      const [result] = await build({ outDir: outDir('tables'), functions: built });
      const carried = Object.keys(unzipSync(await readFile(result?.zipFile ?? '')));
      expect(carried.filter((file) => !file.endsWith('.mjs'))).toEqual(['public-suffixes.txt', 'shipped.model']);
    });

    const inbound = functions.filter(({ name }) => name === 'inbound');
    const parse = fileURLToPath(new URL('../../shared/mail/parse.ts', import.meta.url));

    /** What stands for `parse.ts` does all it does, and first imports `file`. */
    async function buildWith(file: string) {
      const planted = join(scratch, 'planted.ts');
      await writeFile(planted, `import ${JSON.stringify(file)};\nexport * from ${JSON.stringify(parse)};\n`);
      return build({ outDir: outDir('inbound'), functions: inbound, alias: { [parse]: planted } });
    }

    it('loads no parser of mail and no table of charsets at start', async () => {
      const [result] = await build({ outDir: outDir('inbound'), functions: inbound });
      expect(result?.name).toBe('inbound');
    });

    it.each(['mailparser', 'iconv-lite', 'html-to-text', 'linkify-it'])('is refused with %s in it', async (name) => {
      const file = createRequire(import.meta.url).resolve(name);
      const way = new RegExp(`^${name} is loaded at start: functions/inbound\\.ts -> .*planted\\.ts -> .*${name}`, 'm');
      await expect(buildWith(file)).rejects.toThrow(way);
    });

    it('is built with another module in the same place', async () => {
      await expect(buildWith(join(fixtures, 'greeting.ts'))).resolves.toHaveLength(1);
    });
  });

  it('says which source is missing', async () => {
    const absent = { name: 'absent', entries: { absent: 'absent.ts' } };
    await expect(build({ root: fixtures, outDir: outDir('absent'), functions: [absent] })).rejects.toThrow('absent.ts');
  });
});

describe('the table of functions', () => {
  it('has each name once, and an entry named after the function, which is the handler', () => {
    const names = functions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, entries } of functions) expect(entries).toHaveProperty([name]);
  });
});
