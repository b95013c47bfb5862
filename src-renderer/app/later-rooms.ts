/** The viewer's code: large, so it comes when it is needed or when the program has nothing else to do. */
export const viewerRoom = () => import('../screens/viewer/Viewer.svelte');

/** What draws pictures, for whoever prepares it; the viewer brings it along. */
export const stageRoom = () => import('../stage/cornerstone.ts');

/** The report's code. */
export const reportRoom = () => import('../screens/report/Report.svelte');

/** The annotation workbench's code. */
export const annotateRoom = () => import('../screens/annotate/Annotate.svelte');
/** Rooms that no start waits for. */
export const modelsRoom = () => import('../screens/models/Models.svelte');
export const evaluateRoom = () => import('../screens/evaluate/Evaluate.svelte');
export const settingsRoom = () => import('../screens/settings/Settings.svelte');
