/*
 * The other end of a run's terminal: `launcher attach SOCKET RUN` runs in the terminal of the user, and lends it to the
 * launcher, which works elsewhere and perhaps as another user.
 */
#pragma once

/* Returns the exit status of the run. */
int attach(const char *socket_name, const char *run_name);
