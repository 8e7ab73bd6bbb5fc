/** Work on many things in their order, a few of them under way at once. */

const lookAhead = 16;

/** The results in the order of the items; the first refusal ends it. */
export async function* ahead<A, B>(
  items: AsyncIterable<A> | Iterable<A>,
  work: (item: A) => Promise<B>,
): AsyncGenerator<B> {
  const pending: Promise<B>[] = [];
  for await (const item of items) {
    const one = work(item);
    // It is awaited below; a refusal before that is not unobserved.
    one.catch(() => undefined);
    pending.push(one);
    const first = pending.length >= lookAhead ? pending.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const one of pending) yield await one;
}
