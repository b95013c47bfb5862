import { app, MessageChannelMain, type MessagePortMain } from 'electron';
import path from 'node:path';
import { Exchange } from '../exchange/index.ts';
import { Inference } from '../inference/index.ts';
import { Reader } from '../reading/index.ts';
import type { BegunChildren } from './begin-children.ts';
import type { Places } from './places.ts';

/** The child processes and the lines between them, the same for the window and for the command line. */
export interface Rooms {
  readonly reader: Reader;
  readonly inference: Inference;
  readonly exchange: Exchange;
  /** A fresh pixel port to the reader. */
  readonly pixelPort: () => MessagePortMain;
}

/**
 * Builds the rooms; no process starts before it is needed.
 * @param dataFolder where this machine keeps what is its own: installed models among it
 * @param begun children that boot already
 * @param told.readerDied after an unexpected death of the reader, when a fresh one serves the same grants
 */
export function openRooms(
  places: Places,
  dataFolder: string,
  told: { readerDied?: () => void; inferenceDied?: () => void } = {},
  begun: BegunChildren | null = null,
): Rooms {
  const reader = new Reader({
    entry: places.children.reader,
    begun: begun?.reader,
    onLost: () => {
      inference.reconnectReader();
      exchange.reconnectReader();
      told.readerDied?.();
    },
  });
  const pixelPort = () => {
    const { port1, port2 } = new MessageChannelMain();
    // a reader that dies meanwhile tells `onLost`, and whoever needs a port gets another
    void reader.connect(port1).catch(() => undefined);
    return port2;
  };
  const inference = new Inference({
    entry: places.children.inference,
    begun: begun?.inference,
    modelFolder: places.models,
    userModelFolder: path.join(dataFolder, 'models'),
    applicationVersion: app.getVersion(),
    connectReader: pixelPort,
    onDeath: () => told.inferenceDied?.(),
  });
  const exchange = new Exchange({ entry: path.join(places.main, 'exchange.cjs'), connectReader: pixelPort });
  return { reader, inference, exchange, pixelPort };
}
