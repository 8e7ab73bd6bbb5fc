import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { bdi, html } from '../../../local/page/html.ts';

const folder = fileURLToPath(new URL('../../../local/page/', import.meta.url));

async function sources(): Promise<readonly { file: string; text: string }[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  return Promise.all(names.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })));
}

describe('html', () => {
  it.each([
    { value: '<b>&"\'', shown: '&lt;b&gt;&amp;&quot;&#39;' },
    { value: undefined, shown: '' },
    { value: null, shown: '' },
    { value: false as const, shown: '' },
    { value: 0, shown: '0' },
    { value: ['<', html`<i>`, ['>']], shown: '&lt;<i>&gt;' },
    { value: 'a\u202Egnp.exe', shown: 'a[U+202E]gnp.exe' }, // turns the rest around: "aexe.png"
    { value: 'a\u0000\u001B[31m\u009F', shown: 'a[U+0000][U+001B][31m[U+009F]' },
    { value: 'tab\tline\r\nend', shown: 'tab\tline\nend' },
  ])('$value', ({ value, shown }) => {
    expect(html`${value}`.toString()).toBe(shown);
  });

  it.prop([fc.string({ unit: 'binary' })])('no text is markup, in content or attribute', (text) => {
    const written = html`<p title="${text}">${text}${bdi(text)}</p>`.toString();
    const [, title = '', content = '', isolated = ''] =
      /^<p title="([^"<>]*)">([^"'<>]*)<bdi>([^"'<>]*)<\/bdi><\/p>$/.exec(written) ?? [];
    expect(title).toBe(content);
    expect(isolated).toBe(content);
    expect(content.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[&<>"']/);
  });

  it('is made nowhere else: only html.ts makes one from a text', async () => {
    for (const { file, text } of await sources()) {
      if (file === 'html.ts') continue;
      expect(text, file).not.toMatch(/new Html\(|\bHtml\.prototype/);
    }
  });

  it('every value in an attribute stands in quotes', async () => {
    for (const { file, text } of await sources()) {
      for (const [template] of text.matchAll(/html`[^`]*`?/g)) expect(template, file).not.toMatch(/[\w-]=\$\{/);
    }
  });

  it('no markup is made from plain strings', async () => {
    for (const { file, text } of await sources()) {
      const code = text.replaceAll(/\/\*\*[^]*?\*\/|\/\/ .*/g, '');
      // A string or a template without its tag that begins with a tag.
      expect(code, file).not.toMatch(/(?<!html)`\s*<\/?[a-z]|'\s*<\/?[a-z][\w-]*[\s>]|"\s*<\/?[a-z][\w-]*[\s>]/);
    }
  });

  it('no address of a link comes from a mail as it is: it begins with a path of ours', async () => {
    for (const { file, text } of await sources()) {
      for (const [, value = ''] of text.matchAll(/(?:href|src|action)="\$\{([^}]*)\}/g)) {
        expect(value, file).toMatch(/^(?:path|here|href|to\(|mail\(|download\(|pathOf\(|withQuery\(|visit\.path)/);
      }
    }
  });
});
