/** Tells on stderr in which environment, with which arguments and options it was started, then ends. */
const { env, argv, execArgv } = process;
process.stderr.write(JSON.stringify({ env, argv, execArgv, cwd: process.cwd() }));
