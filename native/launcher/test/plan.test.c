/*
 * Tests of the plan parser, with the sanitizers of the compiler; speaks the Test Anything Protocol. Then the fuzz run:
 * plans that were damaged in every way are refused or taken, and never read beyond their end.
 */
#include "../plan.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUZZ_RUNS 200000

static int count, failed;

static void ok(int right, const char *name)
{
	count++;
	failed += !right;
	printf("%s %d - %s\n", right ? "ok" : "not ok", count, name);
}

/* A copy of exactly that length: the sanitizer sees every byte that is read after it. */
static const char *parse(const char *bytes, size_t length, struct plan *plan)
{
	char *copy = malloc(length == 0 ? 1 : length);
	if (copy == NULL) abort();
	memcpy(copy, bytes, length);
	return plan_parse(copy, length, plan);
}

static void refuses(const char *bytes, size_t length, const char *why, const char *name)
{
	struct plan plan;
	const char *wrong = parse(bytes, length, &plan);
	ok(wrong != NULL && strcmp(wrong, why) == 0, name);
	if (wrong == NULL) plan_free(&plan);
	else if (strcmp(wrong, why) != 0) printf("# %s\n", wrong);
}
#define REFUSES(text, why, name) refuses(text, sizeof text, why, name)

#define HEAD PLAN_MAGIC "\0die\0"
#define CLONE "clone\0" "3\0-\0pid\0mnt\0"
#define ENTER "enter\0" "0\0"
#define EXEC "exec\0" "4\0" "2\0sh\0-l\0A=b"

static const char whole[] = HEAD "cgroup.create\0" "1\0/x\0" CLONE "cgroup.attach\0" "1\0" "0\0" ENTER "hostname\0"
				 "1\0box\0" EXEC;

static void takes_a_plan(void)
{
	struct plan plan;
	const char *wrong = parse(whole, sizeof whole, &plan);
	ok(wrong == NULL, "takes a plan");
	if (wrong != NULL) return;
	ok(plan.die_with_parent && plan.count == 6, "knows its policy and its steps");
	ok(plan.steps[1].op == OP_CLONE && plan.steps[1].count == 3 && strcmp(plan.steps[1].fields[2], "mnt") == 0,
	   "knows the fields of a step");
	ok(strcmp(plan.steps[5].fields[3], "A=b") == 0, "knows the last field");
	plan_free(&plan);
}

static void takes_numbers(void)
{
	unsigned long long number;
	ok(parse_number("0", 9, &number) == 0 && number == 0, "0 is a number");
	ok(parse_number("18446744073709551615", ~0ULL, &number) == 0 && number == ~0ULL, "the largest is one");
	ok(parse_number("18446744073709551616", ~0ULL, &number) < 0, "one more is none");
	ok(parse_number("100", 99, &number) < 0, "more than the most is none");
	static const char *const wrong[] = {"", "-1", "+1", " 1", "1 ", "01", "0x10", "1e3", "one"};
	int all = 1;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) all &= parse_number(wrong[i], ~0ULL, &number) < 0;
	ok(all, "nothing but decimal digits is a number");
}

static void refuses_what_is_no_plan(void)
{
	refuses("", 0, "the plan is empty, too long or cut off", "refuses nothing");
	refuses(whole, sizeof whole - 1, "the plan is empty, too long or cut off", "refuses a plan without its last NUL");
	REFUSES("container-internals-plan 2\0die", "not a plan of this version", "refuses another version");
	REFUSES(PLAN_MAGIC, "unknown policy", "refuses a plan without a policy");
	REFUSES(PLAN_MAGIC "\0maybe", "unknown policy", "refuses another policy");
	REFUSES(PLAN_MAGIC "\0die", "the plan has no exec", "refuses a plan without steps");
	REFUSES(HEAD "format.disk\0" "0", "unknown step", "refuses an unknown step");
	REFUSES(HEAD "enter", "bad count of fields", "refuses a step without a count");
	REFUSES(HEAD "enter\0x", "bad count of fields", "refuses a count that is no number");
	REFUSES(HEAD "enter\0" "1\0x", "a step has too few or too many fields", "refuses too many fields");
	REFUSES(HEAD "hostname\0" "0", "a step has too few or too many fields", "refuses too few fields");
	REFUSES(HEAD "cgroup.create\0" "1", "the plan ends within a step", "refuses a step that is cut off");
}

static void refuses_another_order(void)
{
	REFUSES(HEAD CLONE EXEC, "a step stands before enter", "refuses exec without enter");
	REFUSES(HEAD ENTER EXEC, "a step stands before clone", "refuses enter without clone");
	REFUSES(HEAD CLONE CLONE ENTER EXEC, "a step stands in the wrong place", "refuses a second clone");
	REFUSES(HEAD CLONE ENTER EXEC "\0" EXEC, "a step stands in the wrong place", "refuses a second exec");
	REFUSES(HEAD CLONE "hostname\0" "1\0box\0" ENTER EXEC, "a step stands before enter",
		"refuses a step inside before the new process has entered");
	REFUSES(HEAD CLONE "cgroup.create\0" "1\0/x\0" ENTER EXEC, "a step stands in the wrong place",
		"refuses a cgroup that is made too late");
	REFUSES(HEAD CLONE "enter\0" "0", "the plan has no exec", "refuses a plan without an end");
}

/* xorshift: the same damage in every run. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void survives_damage(void)
{
	uint64_t state = 20260214;
	int taken = 0;
	for (int run = 0; run < FUZZ_RUNS; run++) {
		char bytes[2 * sizeof whole];
		size_t length = sizeof whole;
		memcpy(bytes, whole, length);
		for (uint64_t changes = next_random(&state) % 4; changes-- > 0;) {
			size_t at = next_random(&state) % length;
			switch (next_random(&state) % 4) {
			case 0: bytes[at] = (char)next_random(&state); break;
			case 1: bytes[at] = '\0'; break;
			case 2: length = at + 1; break;
			default: {
				size_t size = next_random(&state) % (length - at);
				if (length + size > sizeof bytes) break;
				memmove(bytes + at + size, bytes + at, length - at);
				length += size;
			}
			}
		}
		struct plan plan;
		if (parse(bytes, length, &plan) != NULL) continue;
		taken++;
		for (size_t i = 0; i < plan.count; i++)
			for (size_t j = 0; j < plan.steps[i].count; j++)
				if (plan.steps[i].fields[j] + strlen(plan.steps[i].fields[j]) >= plan.bytes + length) abort();
		plan_free(&plan);
	}
	printf("# %d of %d damaged plans were still plans\n", taken, FUZZ_RUNS);
	ok(taken > 0 && taken < FUZZ_RUNS, "no damaged plan is read beyond its end");
}

int main(void)
{
	takes_a_plan();
	takes_numbers();
	refuses_what_is_no_plan();
	refuses_another_order();
	survives_damage();
	printf("1..%d\n", count);
	return failed != 0;
}
