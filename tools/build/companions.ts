/**
 * Modules that read a file beside themselves, by `import.meta.url`, and the file: both from the project's root.
 *
 * Where modules become one file the other has to go with it, or be found from where they were.
 */
export const companions: ReadonlyMap<string, string> = new Map([
  ['shared/tables/public-suffixes.ts', 'shared/tables/public-suffixes.txt'],
  ['shared/tables/shipped-model.ts', 'shared/tables/shipped.model'],
]);
