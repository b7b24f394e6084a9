/* zombie: leaves a zombie child, so that a reader meets a process without
 * memory, command line and namespaces.
 * Prints the zombie's pid; reaps it and ends when standard input ends. */
#include <sys/wait.h>

#include "common.h"

int main(void)
{
    siginfo_t info;
    pid_t child = fork();

    if (child < 0)
        fail("fork");
    if (child == 0)
        _exit(0);
    /* Waits until it has ended, and leaves it as it is. */
    if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT) < 0)
        fail("waitid");
    printf("%d\n", child);
    fflush(stdout);
    wait_for_end_of_input();
    waitpid(child, NULL, 0);
    return 0;
}
