/* The launcher's own program, out of reach of whom it starts. */
#pragma once

/*
 * Goes on from a sealed copy in memory: a container that gets hold of /proc/PID/exe then has a file that nobody can
 * change, and not the one on the disk (CVE-2019-5736). Returns where this is the copy, or -errno.
 */
int run_sealed(char **arguments);
