/** The number that was typed; null: nothing was, undefined: something else was. */
export function numberIn(typed: string): number | null | undefined {
  const text = typed.trim().replace(',', '.');
  if (text === '') return null;
  return /^[-+]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
