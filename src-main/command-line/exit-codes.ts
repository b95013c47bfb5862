/** How the command line ends. A folder with one bad file is `DONE`; only nothing readable is `UNREADABLE`. */
export const EXIT = { DONE: 0, FAULT: 1, UNREADABLE: 2, REFUSED: 3, CANCELLED: 4, USAGE: 64 } as const;
