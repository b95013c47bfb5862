/** What a dragged thumbnail carries: a series' id, and nothing that another program could make sense of. */
export const SERIES_DRAG = 'application/x-skiagraph-series';
