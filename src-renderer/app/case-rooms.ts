/** The viewer's code: large, so it comes when it is needed or when the program has nothing else to do. */
export const viewerRoom = () => import('../screens/viewer/Viewer.svelte');

/** The report's code. */
export const reportRoom = () => import('../screens/report/Report.svelte');

/** The annotation workbench's code. */
export const annotateRoom = () => import('../screens/annotate/Annotate.svelte');
