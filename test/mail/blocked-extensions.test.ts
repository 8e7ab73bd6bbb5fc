import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { extensionsOf, sesBlockedExtensions } from '../../shared/mail/blocked-extensions.ts';

describe('extensionsOf', () => {
  it.each([
    { name: '', extensions: [] },
    { name: 'exe', extensions: [] }, // a name, not an extension
    { name: 'report.pdf', extensions: ['pdf'] },
    { name: 'Invoice.PDF.EXE', extensions: ['exe'] },
    { name: 'run.exe. .\t', extensions: ['exe'] },
    { name: 'run.e\u200bxe\u202c', extensions: ['exe'] },
    { name: '\u202egpj.exe', extensions: ['exe'] },
    { name: 'run.exe\0.txt', extensions: ['txt', 'exe'] },
    { name: '...', extensions: [] },
    { name: '.profile', extensions: ['profile'] },
  ])('$name: $extensions', ({ name, extensions }) => {
    expect(extensionsOf(name)).toEqual(extensions);
  });

  const blocked = fc.constantFrom(...sesBlockedExtensions);
  const padding = fc.string({ unit: fc.constantFrom('.', ' ', '\t', '\u200e', '\u202c', '\u00a0') });
  it.prop([fc.string(), blocked, padding])('nothing after it hides an extension', (stem, extension, pad) => {
    expect(extensionsOf(`${stem}.${extension.toUpperCase()}${pad}`)).toContain(extension);
  });
});
