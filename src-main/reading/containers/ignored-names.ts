/** What discs start by themselves and what desktops leave behind: never a picture. Lower case. */
const NEVER_READ = new Set([
  'autorun.inf',
  'autorun.exe',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '__macosx',
  'system volume information',
  '$recycle.bin',
  'lost+found',
]);

/** Whether a file or folder of this name is looked into: not hidden (leading dot), not the system's own. */
export function isWorthReading(name: string): boolean {
  return !name.startsWith('.') && !NEVER_READ.has(name.toLowerCase());
}
