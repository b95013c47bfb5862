// Made of look-up-codes.wat by `node scripts/assemble.ts`.

/** The module's bytes in base64. */
export const MODULE =
  'AGFzbQEAAAABCAFgBH9/f38AAwIBAAUDAQAGBxMCBm1lbW9yeQIABmxvb2tVcAAACnMBcQEBfwNAIAEoAgAhBCADIAAgBEH/AXFBAnRqKgIAOAIAIAMgACAEQQZ2QfwHcWoqAgA4AgQgAyAAIARBDnZB/AdxaioCADgCCCADIAAgBEEWdkH8B3FqKgIAOAIMIANBEGohAyABQQRqIgEgAkkNAAsL';
