/* noargs FILE: executes FILE without any argument, not even its name (CVE-2021-4034). */
#include "common.h"
#include <unistd.h>

int main(int count, char **arguments)
{
	if (count != 2) return 2;
	char *none[] = {NULL};
	execve(arguments[1], none, none);
	return 127;
}
