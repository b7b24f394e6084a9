/* intruder seize: looks for processes of the launcher in /proc until SIGTERM, and tells
 *     exe TARGET     what such a process runs from could be opened
 *     written ERROR  at the end: the outcome of writing to that
 *     descriptor TARGET, traced
 * intruder exchange A B: exchanges the names A and B, again and again, until standard input ends.
 * intruder type: types into every terminal that it finds, and tells "typed PATH ERROR". */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "common.h"

#define LAUNCHER "launcher"
enum { PATH_ROOM = 512, KEPT = 64 };

static int input_ended(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    return poll(&input, 1, 0) > 0;
}

static int is_launcher(int pid, char target[PATH_ROOM])
{
    char path[64];
    ssize_t length;

    snprintf(path, sizeof path, "/proc/%d/exe", pid);
    length = readlink(path, target, PATH_ROOM - 1);
    if (length < 0)
        return 0;
    target[length] = '\0';
    return strstr(target, LAUNCHER) != NULL;
}

/* While it runs nobody can write to it (ETXTBSY): what was found is kept, and tried later as well. */
static void try_to_write(const int *found, int count)
{
    for (int i = 0; i < count; i++) {
        char path[64];
        int fd;

        snprintf(path, sizeof path, "/proc/self/fd/%d", found[i]);
        fd = open(path, O_WRONLY | O_CLOEXEC);
        if (fd >= 0 && write(fd, "#", 1) == 1)
            printf("written ok\n");
        else
            printf("written %s\n", strerrorname_np(errno));
        if (fd >= 0)
            close(fd);
        fflush(stdout);
    }
}

static void look_at_descriptors(int pid)
{
    char folder[64], exe[PATH_ROOM];
    DIR *entries;

    snprintf(folder, sizeof folder, "/proc/%d/fd", pid);
    entries = opendir(folder);
    if (entries == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char target[PATH_ROOM];
        ssize_t length = readlinkat(dirfd(entries), entry->d_name, target, sizeof target - 1);

        /* After execve(2) they are the program's. */
        if (length > 0 && is_launcher(pid, exe))
            printf("descriptor %.*s\n", (int)length, target);
    }
    closedir(entries);
}

static void seize(void)
{
    static int kept[KEPT];
    int count = 0;

    catch_signals(1);
    printf("ready\n");
    fflush(stdout);
    while (!told_to_end) {
        DIR *entries = opendir("/proc");

        if (entries == NULL)
            fail("/proc");
        for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
            int pid = atoi(entry->d_name);
            char path[64], target[PATH_ROOM];
            int fd;

            if (pid <= 0 || pid == getpid())
                continue;
            snprintf(path, sizeof path, "/proc/%d/exe", pid);
            fd = open(path, O_RDONLY | O_CLOEXEC);
            if (fd >= 0 && (!is_launcher(pid, target) || count == KEPT)) {
                close(fd);
                fd = -1;
            }
            if (fd < 0)
                continue;
            printf("exe %s\n", target);
            kept[count++] = fd;
            look_at_descriptors(pid);
            if (ptrace(PTRACE_SEIZE, pid, 0, 0) == 0) {
                printf("traced\n");
                ptrace(PTRACE_INTERRUPT, pid, 0, 0);
                waitpid(pid, NULL, __WALL);
                ptrace(PTRACE_DETACH, pid, 0, 0);
            }
            fflush(stdout);
        }
        closedir(entries);
    }
    try_to_write(kept, count);
}

static void exchange(const char *a, const char *b)
{
    printf("ready\n");
    fflush(stdout);
    for (int i = 0; i % 64 != 0 || !input_ended(); i++)
        if (renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) < 0)
            fail("%s and %s", a, b);
}

/* TIOCSTI, and the same with more than the kernel looks at: a filter must see through that. */
static void type_into(const char *path)
{
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    unsigned long requests[] = {TIOCSTI, TIOCSTI | 1UL << 32};

    if (fd < 0)
        return;
    for (size_t request = 0; request < 2; request++)
        for (const char *key = "echo INTRUDED\n"; *key != '\0'; key++)
            if (syscall(SYS_ioctl, fd, requests[request], key) < 0) {
                printf("typed %s %s\n", path, strerrorname_np(errno));
                break;
            } else if (key[1] == '\0') {
                printf("typed %s ok\n", path);
            }
    close(fd);
}

static void type(void)
{
    static const char *const paths[] = {"/dev/tty", "/dev/console", "/dev/pts/0", "/dev/pts/1", "/proc/self/fd/0",
                                        "/proc/self/fd/1", "/proc/self/fd/2"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        type_into(paths[i]);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "seize") == 0)
        seize();
    else if (argc == 4 && strcmp(argv[1], "exchange") == 0)
        exchange(argv[2], argv[3]);
    else if (argc == 2 && strcmp(argv[1], "type") == 0)
        type();
    else
        return 2;
    return 0;
}
