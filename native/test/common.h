/* Shared by the test programs: they end, and take all they made with them,
 * when their standard input ends; so a test that dies leaves nothing. */
#ifndef TEST_COMMON_H
#define TEST_COMMON_H

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((noreturn, format(printf, 1, 2))) static inline void fail(const char *format, ...)
{
    int error = errno;
    va_list args;

    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, ": %s\n", strerror(error));
    exit(1);
}

static volatile sig_atomic_t told_to_end;

static inline void note_end(int signal_number)
{
    (void)signal_number;
    told_to_end = 1;
}

/* SIGTERM, SIGINT and SIGHUP from now on do what the end of standard input
 * does, so that they leave nothing either. With `on` 0 they are as before. */
static inline void catch_signals(int on)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    struct sigaction action = {.sa_handler = on ? note_end : SIG_DFL};

    /* Without SA_RESTART: read(2) shall return. */
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
}

/* Returns when standard input is at its end, or a caught signal came. */
static inline void wait_for_end_of_input(void)
{
    char buffer[256];
    ssize_t count;

    do
        count = read(STDIN_FILENO, buffer, sizeof buffer);
    while (!told_to_end && (count > 0 || (count < 0 && errno == EINTR)));
}

static inline long parse_number(const char *text, long least, long most)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    if (errno || end == text || *end || number < least || number > most) {
        errno = EINVAL;
        fail("%s is not a number from %ld to %ld", text, least, most);
    }
    return number;
}

#endif
