/**
 * Stands in for node:crypto in the helper's bundle, where vscode-jsonrpc asks for it: it needs it for names of pipes and
 * for ids of progress, which the helper never makes, and loading it takes milliseconds of the start.
 */
const crypto = () => process.getBuiltinModule('node:crypto');

export const randomUUID = () => crypto().randomUUID();
export const randomBytes = (size: number) => crypto().randomBytes(size);
