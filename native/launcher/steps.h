/* Performs steps, and reports each. */
#pragma once
#include "run.h"

/* Steps `from` to before `to`. Returns 0, or -errno of the first that failed. */
int perform(struct run *run, size_t from, size_t to);
