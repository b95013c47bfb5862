import { mount } from 'svelte';
import { toCoded } from '../../src-shared/contract/coded.ts';
import App from './App.svelte';
import { call } from './bridge.ts';
import CodedLine from './CodedLine.svelte';
import { askFirstRows } from './first-rows.ts';
import { listenForShortcuts } from './commands.svelte.ts';
import { imports } from './imports.svelte.ts';
import { program } from './program.svelte.ts';
import './theme.css';

const target = document.getElementById('program')!;

/**
 * Theme and language are known before anything is shown: the program's state is the first thing that is asked for. The first
 * rows come with it, so that the list is laid out once.
 */
async function start(): Promise<void> {
  try {
    // a first layout in the system's font would cost more than waiting for ours, and jump
    const font = document.fonts.load('13px "Inter Variable"').catch(() => undefined);
    const [state] = await Promise.all([call('app.state', {}), askFirstRows(), font]);
    program.start(state);
  } catch (thrown) {
    mount(CodedLine, { target, props: { coded: toCoded(thrown) } });
    return;
  }
  imports.start();
  listenForShortcuts();
  mount(App, { target });
}

void start();
