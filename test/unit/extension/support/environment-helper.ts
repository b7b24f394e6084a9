/** Tells on stderr in which environment and with which options it was started, then ends. */
process.stderr.write(JSON.stringify({ env: process.env, execArgv: process.execArgv, cwd: process.cwd() }));
