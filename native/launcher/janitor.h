/*
 * A process beside the launcher that outlives it: should the launcher be killed, the janitor ends the run and removes its
 * cgroups. Should the janitor be killed, the launcher does it at its own end.
 */
#pragma once
#include "run.h"

/* Returns the launcher's end of a message pair, or -errno. */
int janitor_start(struct run *run);

/* Ends what is left in the cgroups of the run and removes them, the last made first. Bounded in time. */
void clean_up(const struct run *run);
