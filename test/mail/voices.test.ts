import { describe, expect, it } from 'vitest';
import { voicesOf } from '../../shared/mail/voices.ts';

const voices = voicesOf({
  people: [
    { addresses: ['carl@corp.example', 'cc@corp.test', 'carl+lists@corp.example'] },
    { addresses: ['dora+work@corp.example', 'd@corp.example'] },
  ],
});

describe('the voice of an address', () => {
  it.each([
    ['Carl@Corp.Example', 'carl@corp.example'],
    ['<cc@corp.test>', 'carl@corp.example'],
    ['cc+news@corp.test', 'carl@corp.example'],
    ['carl+lists@corp.example', 'carl@corp.example'],
    ['d+x@corp.example', 'dora@corp.example'],
    ['dora+work@corp.example', 'dora@corp.example'],
    ['Eve+a+b@corp.example', 'eve@corp.example'],
    ['"eve+a b"@corp.example', 'eve@corp.example'],
    ['+eve@corp.example', '+eve@corp.example'],
    ['@corp.example', '@corp.example'],
  ])('%s: %s', (address, voice) => {
    expect(voices(address)).toBe(voice);
    expect(voices(voice)).toBe(voice);
  });
});
