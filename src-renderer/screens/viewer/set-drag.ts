/** What a dragged thumbnail carries: a display set's id, and nothing that another program could make sense of. */
export const SET_DRAG = 'application/x-skiagraph-set';
