/* The plan: what the launcher does, step by step. Read from outside, so nothing in it is believed. */
#pragma once
#include <stddef.h>

#define PLAN_MAGIC "container-internals-plan 1"
#define PLAN_BYTES_MAX ((size_t)4 << 20)
#define PLAN_STEPS_MAX 4096
#define PLAN_FIELDS_MAX 65536

/* Who performs a step: the launcher before the new process is there, the launcher for it, or the new process itself. */
enum phase { PHASE_BEFORE, PHASE_CLONE, PHASE_PLACE, PHASE_ENTER, PHASE_INSIDE, PHASE_EXEC };

enum op {
#define OP(id, name, phase, least, most) OP_##id,
#include "ops.h"
#undef OP
	OP_COUNT
};

struct step {
	enum op op;
	size_t count;
	char **fields;
};

struct plan {
	int die_with_parent;
	size_t count;
	struct step *steps;
	/* Where the fields point into. */
	char *bytes;
	char **fields;
};

const char *op_name(enum op op);
enum phase op_phase(enum op op);

/*
 * Takes `bytes`, which was made by malloc(3) and belongs to the plan from here on. Returns NULL, or what is wrong; then
 * there is nothing to free.
 */
const char *plan_parse(char *bytes, size_t length, struct plan *plan);
void plan_free(struct plan *plan);

/* A decimal number without sign, blank or leading zero, of at most `most`. Returns 0, or -1. */
int parse_number(const char *text, unsigned long long most, unsigned long long *number);
