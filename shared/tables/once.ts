/** What is made when it is first asked for, and kept: a function starts without it. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The same for each object, for as long as the object lives: several ask for it, and the object never changes. */
export function onceFor<K extends object, T extends object>(make: (of: K) => T): (of: K) => T {
  const made = new WeakMap<K, T>();
  return (of) => {
    const before = made.get(of);
    if (before !== undefined) return before;
    const anew = make(of);
    made.set(of, anew);
    return anew;
  };
}
