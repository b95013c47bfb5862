/**
 * Milliseconds within which a question to a network is answered without a word on the way: a bar that flashes up says nothing, and
 * drawing it takes the processor from the network that runs at that moment.
 */
export const UNSAID_MS = 100;
