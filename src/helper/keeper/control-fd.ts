/** Where the keeper finds the open control file. */
export const CONTROL_FD = 3;
