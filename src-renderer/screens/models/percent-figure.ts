/** A measured share with one decimal, as tables of figures want it: `97.9 %`. */
export function percentFigure(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
