import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { fillIn, type Place, parseTemplate, type Values, variables } from '../../shared/reply/template.ts';

const values = Object.fromEntries(variables.map((name) => [name, `<${name}>`])) as Values;

describe('a template', () => {
  it.each([
    ['text', 'no variable', 'no variable'],
    ['text', '{{subject}}', '<subject>'],
    ['text', '{{ subject }}{{end}}', '<subject><end>'],
    ['text', 'a } b }} c { d', 'a } b }} c { d'],
    ['html', '{{subject}} <b>x</b>', '&#60;subject&#62; <b>x</b>'],
    ['html', '<style>p { color: red }</style>{{end}}', '<style>p { color: red }</style>&#60;end&#62;'],
    ['header', '[{{ticket}}]', '[<ticket>]'],
  ] as const)('%s %j gives %j', (place, source, expected) => expect(fillIn(source, values, place)).toBe(expected));

  it.each([
    ['text', '{{sender}}', { kind: 'unknown-variable', name: 'sender' }],
    ['text', '{{Subject}}', { kind: 'unknown-variable', name: 'Subject' }],
    ['text', '{{}}', { kind: 'unknown-variable', name: '' }],
    ['text', '{{{subject}}}', { kind: 'unknown-variable', name: '{subject' }],
    ['text', '{{constructor}}', { kind: 'unknown-variable', name: 'constructor' }],
    ['text', 'a {{ b', { kind: 'unclosed' }],
    ['html', '<a href="{{subject}}">', { kind: 'variable-in-markup', name: 'subject' }],
    ['html', '<style>{{subject}}</style>', { kind: 'variable-in-markup', name: 'subject' }],
    ['html', '<!-- > {{subject}} -->', { kind: 'variable-in-markup', name: 'subject' }],
    ['html', '<SCRIPT>let x = "{{subject}}"', { kind: 'variable-in-markup', name: 'subject' }],
  ] as const)('%s %j is refused', (place, source, fault) => {
    expect(parseTemplate(source, place)).toEqual({ ok: false, fault });
    expect(() => fillIn(source, values, place)).toThrow(RangeError);
  });

  const places: readonly Place[] = ['text', 'html', 'header'];

  prop.prop([fc.string({ unit: 'grapheme', maxLength: 400 }), fc.constantFrom(...places)])(
    'adds no line, no markup and no variable by its values',
    (value, place) => {
      const filled = fillIn('[{{subject}}]', { ...values, subject: value }, place);
      expect(filled).not.toMatch(/[\r\n\0\u2028\u2029\u0085]/);
      if (place === 'html') expect(filled).not.toMatch(/[<>"']/);
      expect(Array.from(filled).length).toBeLessThanOrEqual(place === 'html' ? 2_000 : 202);
    },
  );
});
