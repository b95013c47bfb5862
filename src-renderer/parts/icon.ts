import type { Component } from 'svelte';

/** An icon component as `@lucide/svelte/icons/*` exports them. It is decoration: whoever shows it gives the name. */
export type Icon = Component<{ size?: number | string; strokeWidth?: number | string }>;
