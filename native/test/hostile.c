/* hostile [--new-pid] [--comm HEX] [--hostname HEX] [--socket HEX] [--argv HEX]...
 * A process whose name, arguments, hostname (in a UTS namespace of its own) and
 * abstract unix socket are whatever bytes the test gives, so that a reader
 * meets control characters, invalid UTF-8, brackets and markup in every text
 * that a container can choose. --argv may stand several times: one for each
 * argument, argv[0] first; without it there are none. No argument can hold NUL.
 * Prints its pid as the caller sees it; ends when standard input ends. */
#define _GNU_SOURCE
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "common.h"

struct bytes {
    unsigned char *data;
    size_t length;
};

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The bytes that the text stands for, followed by a NUL that does not count. */
static struct bytes parse_hex(const char *text)
{
    struct bytes result = {.length = strlen(text) / 2};

    result.data = calloc(1, result.length + 1);
    if (!result.data)
        fail("out of memory");
    errno = EINVAL;
    if (strlen(text) % 2)
        fail("%s has an odd number of hex digits", text);
    for (size_t i = 0; i < result.length; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

        if (high < 0 || low < 0)
            fail("%s is not hex", text);
        result.data[i] = (unsigned char)(high * 16 + low);
    }
    return result;
}

static void bind_socket(struct bytes name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    errno = ENAMETOOLONG;
    if (name.length > sizeof address.sun_path - 1)
        fail("the socket's name");
    /* A first NUL byte makes it abstract: no file. */
    memcpy(address.sun_path + 1, name.data, name.length);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address,
                       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + name.length)) < 0)
        fail("bind the abstract socket");
    if (listen(fd, 1) < 0)
        fail("listen");
}

/* What is left after exec: only the environment says so, since every argument
 * belongs to the test. Names itself and waits. */
static int be_hostile(void)
{
    const char *comm = getenv("HOSTILE_COMM");
    int pid_fd = atoi(getenv("HOSTILE_FD"));

    if (comm && prctl(PR_SET_NAME, parse_hex(comm).data) < 0)
        fail("PR_SET_NAME");
    if (write(pid_fd, "r", 1) != 1)
        fail("write");
    close(pid_fd);
    wait_for_end_of_input();
    return 0;
}

static void become_hostile(const char *comm, char **arguments, int ready_fd)
{
    char comm_entry[256], fd_entry[32];
    char *environment[3] = {fd_entry, NULL, NULL};

    snprintf(fd_entry, sizeof fd_entry, "HOSTILE_FD=%d", ready_fd);
    if (comm) {
        if ((size_t)snprintf(comm_entry, sizeof comm_entry, "HOSTILE_COMM=%s", comm) >= sizeof comm_entry) {
            errno = ENAMETOOLONG;
            fail("--comm");
        }
        environment[1] = comm_entry;
    }
    execve("/proc/self/exe", arguments, environment);
    fail("execve");
}

int main(int argc, char **argv)
{
    const char *comm = NULL, *hostname = NULL, *socket_name = NULL;
    char **arguments = calloc((size_t)argc + 1, sizeof *arguments);
    int new_pid = 0, count = 0, ready[2];
    pid_t child;
    char byte;

    if (getenv("HOSTILE_FD"))
        return be_hostile();
    if (!arguments)
        fail("out of memory");
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--new-pid") == 0)
            new_pid = 1;
        else if (i + 1 < argc && strcmp(argv[i], "--comm") == 0)
            comm = argv[++i];
        else if (i + 1 < argc && strcmp(argv[i], "--hostname") == 0)
            hostname = argv[++i];
        else if (i + 1 < argc && strcmp(argv[i], "--socket") == 0)
            socket_name = argv[++i];
        else if (i + 1 < argc && strcmp(argv[i], "--argv") == 0)
            arguments[count++] = (char *)parse_hex(argv[++i]).data;
        else {
            fprintf(stderr, "hostile: what is %s?\n", argv[i]);
            return 2;
        }
    }
    if (pipe(ready) < 0)
        fail("pipe");
    if (new_pid && unshare(CLONE_NEWPID) < 0)
        fail("unshare the pid namespace");
    child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0) {
        close(ready[0]);
        /* Nothing of it may outlive this program, however that ends. */
        if (prctl(PR_SET_PDEATHSIG, 9) < 0)
            fail("PR_SET_PDEATHSIG");
        if (hostname) {
            struct bytes name = parse_hex(hostname);

            if (unshare(CLONE_NEWUTS) < 0 || sethostname((char *)name.data, name.length) < 0)
                fail("set the hostname");
        }
        if (socket_name)
            bind_socket(parse_hex(socket_name));
        become_hostile(comm, arguments, ready[1]);
    }
    close(ready[1]);
    errno = ECHILD;
    if (read(ready[0], &byte, 1) != 1)
        fail("the hostile process did not start");
    printf("%d\n", child);
    fflush(stdout);
    if (waitpid(child, NULL, 0) < 0)
        fail("waitpid");
    return 0;
}
