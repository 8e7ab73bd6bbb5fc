export function isInstalled(lockText: string, installedText: string): boolean;
