#include "plan.h"
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum phase phase;
	size_t least, most;
} ops[] = {
#define OP(id, name, phase, least, most) {name, phase, least, most},
#include "ops.h"
#undef OP
};

const char *op_name(enum op op)
{
	return ops[op].name;
}

enum phase op_phase(enum op op)
{
	return ops[op].phase;
}

int parse_number(const char *text, unsigned long long most, unsigned long long *number)
{
	unsigned long long value = 0;
	if (*text < '0' || *text > '9' || (*text == '0' && text[1] != '\0')) return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9') return -1;
		unsigned digit = (unsigned)(*text - '0');
		if (value > (most - digit) / 10 || digit > most) return -1;
		value = value * 10 + digit;
	}
	*number = value;
	return 0;
}

/* The next string, or NULL at the end. */
static char *next(char **at, char *end)
{
	if (*at >= end) return NULL;
	char *text = *at;
	*at += strlen(text) + 1;
	return text;
}

static int find_op(const char *name)
{
	for (int op = 0; op < OP_COUNT; op++)
		if (strcmp(ops[op].name, name) == 0) return op;
	return -1;
}

/* The steps stand in the order of their phases, with one clone, one enter and one exec. */
static const char *check_order(const struct plan *plan)
{
	enum phase reached = PHASE_BEFORE;
	for (size_t i = 0; i < plan->count; i++) {
		enum phase phase = op_phase(plan->steps[i].op);
		int single = phase == PHASE_CLONE || phase == PHASE_ENTER || phase == PHASE_EXEC;
		if (phase < reached || (single && phase == reached)) return "a step stands in the wrong place";
		/* What is single may not be left out either. */
		if (phase > PHASE_CLONE && reached < PHASE_CLONE) return "a step stands before clone";
		if (phase > PHASE_ENTER && reached < PHASE_ENTER) return "a step stands before enter";
		reached = phase;
	}
	return reached == PHASE_EXEC ? NULL : "the plan has no exec";
}

static const char *parse_steps(struct plan *plan, char *at, char *end)
{
	size_t used = 0;
	for (;;) {
		const char *name = next(&at, end);
		if (name == NULL) return check_order(plan);
		int op = find_op(name);
		if (op < 0) return "unknown step";
		const char *count_text = next(&at, end);
		unsigned long long count;
		if (count_text == NULL || parse_number(count_text, PLAN_FIELDS_MAX, &count) != 0) return "bad count of fields";
		if (count < ops[op].least || count > ops[op].most) return "a step has too few or too many fields";
		if (plan->count == PLAN_STEPS_MAX || count > PLAN_FIELDS_MAX - used) return "the plan is too long";
		plan->steps[plan->count++] = (struct step){(enum op)op, (size_t)count, plan->fields + used};
		for (size_t i = 0; i < count; i++)
			if ((plan->fields[used++] = next(&at, end)) == NULL) return "the plan ends within a step";
	}
}

const char *plan_parse(char *bytes, size_t length, struct plan *plan)
{
	*plan = (struct plan){.bytes = bytes};
	const char *wrong = NULL;
	char *at = bytes, *end = bytes + length;
	if (length == 0 || length > PLAN_BYTES_MAX || end[-1] != '\0') {
		wrong = "the plan is empty, too long or cut off";
	} else if (strcmp(next(&at, end), PLAN_MAGIC) != 0) {
		wrong = "not a plan of this version";
	} else {
		const char *policy = next(&at, end);
		if (policy != NULL && strcmp(policy, "die") == 0) plan->die_with_parent = 1;
		else if (policy == NULL || strcmp(policy, "stay") != 0) wrong = "unknown policy";
	}
	if (wrong == NULL) {
		plan->steps = calloc(PLAN_STEPS_MAX, sizeof *plan->steps);
		plan->fields = calloc(PLAN_FIELDS_MAX + 1, sizeof *plan->fields);
		wrong = plan->steps == NULL || plan->fields == NULL ? "out of memory" : parse_steps(plan, at, end);
	}
	if (wrong != NULL) plan_free(plan);
	return wrong;
}

void plan_free(struct plan *plan)
{
	free(plan->steps);
	free(plan->fields);
	free(plan->bytes);
	*plan = (struct plan){0};
}
