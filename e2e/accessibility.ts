import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Decoration, which the contrast rule leaves out by its own words: the page says the same twice more in plain text. */
const DECORATION = '.rp-watermark';

/**
 * What axe-core finds serious or critical on the page as it stands: a line for each rule and place, with the rule's
 * words, the element and what to do. Empty: nothing. `screen` names the page in the lines.
 */
export async function graveViolations(page: Page, screen: string): Promise<string[]> {
  // the other mode opens a second page to gather results in, which Electron refuses
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().exclude(DECORATION).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, help, nodes }) =>
      nodes.map(({ target, html, failureSummary }) =>
        [
          `${screen}: ${id} (${impact}): ${help}`,
          `  at ${target.join(' ')}`,
          `  ${html.slice(0, 200)}`,
          `  ${(failureSummary ?? '').replace(/\s+/g, ' ')}`,
        ].join('\n'),
      ),
    );
}
