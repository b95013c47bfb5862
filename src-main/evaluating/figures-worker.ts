import { parentPort, workerData } from 'node:worker_threads';
import { figuresOfCases } from './figures.ts';
import type { FiguresInput } from './figures-thread.ts';

/** The entry of the thread that makes an evaluation's figures. */
parentPort?.postMessage(figuresOfCases(...(workerData as FiguresInput)));
