/** XML as S3 writes it: elements and text, no attributes but the namespace, no mixed content. */

export type XmlContent = string | number | boolean | readonly string[];

/** One element around text, which is escaped, or around elements already written. */
export function element(name: string, content: XmlContent, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`;
  const inner = typeof content === 'object' ? content.join('') : escapeXml(String(content));
  return `<${name}${attribute}>${inner}</${name}>`;
}

export const document = (root: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;

/** Also the control characters, as references: XML 1.0 §2.11 would turn a bare CR in a key into LF. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"'\p{Cc}]/gu, (character) => `&#${character.codePointAt(0)};`);
}
