import { t } from '../../app/language.svelte.ts';

/** What people call a manifest's figures, in the language on the screen; a figure that is not here keeps its own name. */
export function figureNames(): Readonly<Record<string, string>> {
  return {
    auc: t('models.auc'),
    'auc-of-size-alone': t('models.auc-of-size-alone'),
    'macro-auc': t('models.macro-auc'),
    sensitivity: t('models.sensitivity'),
    specificity: t('models.specificity'),
    accuracy: t('models.accuracy'),
    'balanced-accuracy': t('models.balanced-accuracy'),
    f1: t('models.f1'),
    'macro-f1': t('models.macro-f1'),
    kappa: t('models.kappa'),
    dice: t('models.dice'),
    'dice-5th-percentile': t('models.dice-5th-percentile'),
    'dice-median': t('models.dice-median'),
    'dice-of-one-reader': t('models.dice-of-one-reader'),
    iou: t('models.iou'),
    'hausdorff-95-mm': t('models.hausdorff-95-mm'),
    'hausdorff-95-px-at-256': t('models.hausdorff-95-px-at-256'),
    'psnr-db': t('models.psnr-db'),
    'psnr-gain-db': t('models.psnr-gain-db'),
    ssim: t('models.ssim'),
    'ssim-gain': t('models.ssim-gain'),
    gmsd: t('models.gmsd'),
    'gmsd-gain': t('models.gmsd-gain'),
  };
}

/** Figures that read best in per cent; all others (areas under curves, overlaps, decibels) stay numbers. */
export const SHARES: ReadonlySet<string> = new Set(['sensitivity', 'specificity', 'accuracy', 'balanced-accuracy']);
