/* Paths below the new root. The files there may be anybody's, and may change while they are looked at. */
#pragma once
#include "run.h"
#include <stdint.h>

/* openat2(2) with RESOLVE_IN_ROOT and RESOLVE_NO_MAGICLINKS. Returns a file descriptor or -errno. */
int inside_open(const struct run *run, const char *path, uint64_t flags);

/* The same for a mount point: /proc, /sys and /dev must be folders themselves, not links to others. */
int inside_open_target(struct run *run, const char *path);

/* The folder that a path stands in, made where it is missing, and the last name of the path in `name`. */
int inside_open_parent(const struct run *run, const char *path, const char **name);

/* Makes a folder, and those above it; one that exists stays. Returns 0 or -errno. */
int inside_make_directory(const struct run *run, const char *path, unsigned mode);

/* Makes an empty file, and the folders above it; what exists stays. */
int inside_make_file(const struct run *run, const char *path, unsigned mode);

/* Attaches a detached mount, and looks whether it is what stands there now. Closes nothing. */
int inside_attach(struct run *run, int mount, const char *path);
