/**
 * Is what lies in node_modules what the lock file says? npm writes its own account of an install,
 * `node_modules/.package-lock.json`, when the install is done: whoever ran npm, and whether it was
 * ended half-way, is seen there.
 */

/**
 * @param {string} lockText the content of package-lock.json
 * @param {string} installedText the content of node_modules/.package-lock.json
 */
export function isInstalled(lockText, installedText) {
  const locked = packagesOf(lockText);
  const installed = packagesOf(installedText);
  for (const [path, { version, integrity, optional }] of locked) {
    const found = installed.get(path);
    // An optional package that is not there is one for another platform.
    if (found ? found.version !== version || found.integrity !== integrity : !optional) return false;
  }
  return [...installed.keys()].every((path) => locked.has(path));
}

/** Every package by its path; not the project itself, which has the empty path. */
function packagesOf(text) {
  let lock;
  try {
    lock = JSON.parse(text);
  } catch {
    return new Map();
  }
  return new Map(Object.entries(lock?.packages ?? {}).filter(([path]) => path !== ''));
}
