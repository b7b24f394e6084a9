/*
 * The other end of a run's terminal: `launcher attach SOCKET RUN` runs in the terminal of the user, and lends it to the
 * launcher, which works elsewhere and perhaps as another user.
 */
#pragma once

/* Returns the exit status of the run. */
int attach(const char *socket_name, const char *run_name);

/* The same, and stays at the end until a key is pressed: whoever shows the terminal closes it with this process. Always 0. */
int attach_and_show(const char *socket_name, const char *run_name);
