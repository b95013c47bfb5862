/** What labelled items may leave as. */
export const EXPORT_FORMATS = ['nifti', 'dicom-seg', 'coco', 'yolo', 'voc', 'png', 'labels', 'nnunet', 'npz'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
