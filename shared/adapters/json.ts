/** Reads JSON that may be damaged: undefined where it is not JSON, for the caller to say what then holds. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
