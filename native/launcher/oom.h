/* What the kernel killed for want of memory. */
#pragma once
#include "run.h"

/* Reports for each cgroup of the run how many of its processes were killed so, where any was. Before the cgroup goes. */
void report_ooms(const struct run *run);
