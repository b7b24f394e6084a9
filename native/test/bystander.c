/* bystander: a process with the name that it is called by (its argument 0), to
 * which nothing may happen. It prints its pid when it is ready, then
 * "signal N from PID" for each signal that reaches it and can be caught, and
 * ends with standard input. */
#define _GNU_SOURCE
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

#include "common.h"

/* Tells of every signal that waits. */
static void tell_signals(int fd)
{
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof info) == sizeof info)
        printf("signal %u from %u\n", info.ssi_signo, info.ssi_pid);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    sigset_t every;
    int fd;

    if (argc != 1)
        return 2;
    sigfillset(&every);
    if (sigprocmask(SIG_SETMASK, &every, NULL) < 0)
        fail("sigprocmask");
    fd = signalfd(-1, &every, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd < 0)
        fail("signalfd");
    if (prctl(PR_SET_NAME, argv[0]) < 0)
        fail("prctl");
    printf("%d\n", getpid());
    fflush(stdout);
    for (;;) {
        struct pollfd wanted[] = {{.fd = fd, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
        char byte;

        if (poll(wanted, 2, -1) < 0)
            fail("poll");
        tell_signals(fd);
        if (wanted[1].revents && read(STDIN_FILENO, &byte, 1) <= 0)
            return 0;
    }
}
