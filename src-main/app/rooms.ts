import path from 'node:path';
import { Exchange } from '../exchange/index.ts';
import type { Host, LineEnd } from '../hosting/index.ts';
import { Inference } from '../inference/index.ts';
import { Reader } from '../reading/index.ts';
import type { BegunChildren } from './child-programs.ts';
import type { Places } from './places.ts';

/** The children and the lines between them, the same for the window and for the command line. */
export interface Rooms {
  readonly reader: Reader;
  readonly inference: Inference;
  readonly exchange: Exchange;
  /** A fresh pixel port to the reader. */
  readonly pixelPort: () => LineEnd;
}

/** What the rooms are built on. */
export interface Ground {
  /** Starts the children. */
  readonly host: Host;
  readonly places: Places;
  /** Where this machine keeps what is its own: installed models among it. */
  readonly dataFolder: string;
  /** Of the program, for results. */
  readonly version: string;
}

/**
 * Builds the rooms; no child starts before it is needed.
 * @param told.readerDied after an unexpected death of the reader, when a fresh one serves the same grants
 * @param begun children that boot already
 * @param wishes.sharesBatches see `Inference`
 */
export function openRooms(
  { host, places, dataFolder, version }: Ground,
  told: { readerDied?: () => void; inferenceDied?: () => void } = {},
  begun: BegunChildren | null = null,
  { sharesBatches = false }: { readonly sharesBatches?: boolean } = {},
): Rooms {
  const { children } = places;
  const reader = new Reader({
    host,
    program: children.reader,
    begun: begun?.reader,
    onLost: () => {
      inference.reconnectReader();
      exchange.reconnectReader();
      told.readerDied?.();
    },
  });
  const pixelPort = () => {
    const [readers, others] = host.line();
    // a reader that dies meanwhile tells `onLost`, and whoever needs a port gets another
    void reader.connect(readers).catch(() => undefined);
    return others;
  };
  const inference = new Inference({
    host,
    program: children.inference,
    begun: begun?.inference,
    modelFolder: places.models,
    userModelFolder: path.join(dataFolder, 'models'),
    applicationVersion: version,
    connectReader: pixelPort,
    onDeath: () => told.inferenceDied?.(),
    sharesBatches,
  });
  const exchange = new Exchange({ host, program: children.exchange, connectReader: pixelPort });
  return { reader, inference, exchange, pixelPort };
}
