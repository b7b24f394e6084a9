/* observe [--read FILE]… [--look PATH]… [--then PROGRAM ARGUMENT…]
 * What a process can tell of the container that it is in: lines of NAME=VALUE,
 * where a name may come more than once, and control characters are octal.
 *   --read    the content of a file
 *   --look    what a path is, how much of it can be read, and whether it can be written to
 *   --then    becomes that program
 * It changes nothing but for a folder that it makes and removes in a folder that it looks at. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>

#include "common.h"

enum { PATH_ROOM = 4096, CONTENT_ROOM = 65536 };

static void put_value(const char *value, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)value[i] < ' ')
            printf("\\%03o", (unsigned)value[i]);
        else
            putchar(value[i]);
    }
    putchar('\n');
}

static void put(const char *name, const char *value)
{
    printf("%s=", name);
    put_value(value, strlen(value));
}

static const char *error_name(int error)
{
    return error == 0 ? "ok" : strerrorname_np(error);
}

/* The content of a file without its last line feed, or -1 with errno. */
static ssize_t content(const char *path, char *bytes, size_t room)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    size_t length = 0;
    ssize_t count = 1;

    if (fd < 0)
        return -1;
    while (length < room - 1 && (count = read(fd, bytes + length, room - 1 - length)) > 0)
        length += (size_t)count;
    close(fd);
    if (count < 0)
        return -1;
    if (length > 0 && bytes[length - 1] == '\n')
        length--;
    bytes[length] = '\0';
    return (ssize_t)length;
}

static void put_file(const char *name, const char *path)
{
    static char bytes[CONTENT_ROOM];
    ssize_t length = content(path, bytes, sizeof bytes);

    printf("%s=", name);
    if (length < 0)
        printf("%s\n", error_name(errno));
    else
        put_value(bytes, (size_t)length);
}

/* Each line of a file as a value of its own. */
static void put_lines(const char *name, const char *path)
{
    static char bytes[CONTENT_ROOM];
    char *rest = bytes;

    if (content(path, bytes, sizeof bytes) < 0)
        fail("%s", path);
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        put(name, line);
}

static void put_link(const char *name, const char *path)
{
    char target[PATH_ROOM];
    ssize_t length = readlink(path, target, sizeof target - 1);

    if (length < 0)
        printf("%s=%s\n", name, error_name(errno));
    else
        printf("%s=%.*s\n", name, (int)length, target);
}

static void put_namespaces(void)
{
    static const char *const names[] = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char name[32], path[64];

        snprintf(name, sizeof name, "namespace.%s", names[i]);
        snprintf(path, sizeof path, "/proc/self/ns/%s", names[i]);
        put_link(name, path);
    }
}

/* Ids, capabilities, signals and the rest of /proc/self/status that is no measurement. */
static void put_status(void)
{
    static const char *const wanted[] = {"Umask",      "Uid",     "Gid",    "Groups", "CapInh", "CapPrm",
                                         "CapEff",     "CapBnd",  "CapAmb", "SigBlk", "SigIgn", "SigCgt",
                                         "NoNewPrivs", "Seccomp", "NSpid",  "NSsid",  "NSpgid", "Cpus_allowed_list"};
    static char bytes[CONTENT_ROOM];
    char *rest = bytes;

    if (content("/proc/self/status", bytes, sizeof bytes) < 0)
        fail("/proc/self/status");
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        char *colon = strchr(line, ':');

        for (size_t i = 0; colon != NULL && i < sizeof wanted / sizeof *wanted; i++)
            if (strncmp(line, wanted[i], (size_t)(colon - line)) == 0 && wanted[i][colon - line] == '\0')
                printf("status.%s=%s\n", wanted[i], colon + 1 + strspn(colon + 1, "\t "));
    }
}

static void put_limits(void)
{
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit limit;

        if (getrlimit((__rlimit_resource_t)resource, &limit) < 0)
            fail("getrlimit");
        printf("rlimit.%d=%llu %llu\n", resource, (unsigned long long)limit.rlim_cur,
               (unsigned long long)limit.rlim_max);
    }
}

/* The kind of a file, its numbers where it is a device, its mode and its owners. */
static void put_kind(const struct stat *status)
{
    static const char kinds[] = "?pc?d?b?-?l?s???";

    printf("%c %04o %u:%u", kinds[status->st_mode >> 12], status->st_mode & 07777u, status->st_uid, status->st_gid);
    if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode))
        printf(" %u:%u", major(status->st_rdev), minor(status->st_rdev));
}

/* All below a folder, without looking at the content of other file systems. */
static void put_devices(const char *folder, dev_t system)
{
    DIR *entries = opendir(folder);

    if (entries == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char path[PATH_ROOM], target[PATH_ROOM];
        struct stat status;
        ssize_t length;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (lstat(path, &status) < 0)
            fail("%s", path);
        printf("device=%s ", path);
        put_kind(&status);
        length = S_ISLNK(status.st_mode) ? readlink(path, target, sizeof target) : 0;
        if (length > 0)
            printf(" -> %.*s", (int)length, target);
        if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode)) {
            int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

            printf(" %s", error_name(fd < 0 ? errno : 0));
            if (fd >= 0)
                close(fd);
        }
        putchar('\n');
        if (S_ISDIR(status.st_mode) && status.st_dev == system)
            put_devices(path, system);
    }
    closedir(entries);
}

static void put_descriptors(void)
{
    DIR *entries = opendir("/proc/self/fd");

    if (entries == NULL)
        fail("/proc/self/fd");
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        if (*entry->d_name != '.' && strtol(entry->d_name, NULL, 10) != dirfd(entries))
            printf("descriptor=%s\n", entry->d_name);
    closedir(entries);
}

static void put_terminal(void)
{
    struct winsize size;
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

    printf("terminal.controlling=%s\n", error_name(fd < 0 ? errno : 0));
    if (fd >= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0)
        printf("terminal.size=%u %u\n", size.ws_col, size.ws_row);
    if (fd >= 0) {
        put_link("terminal.input", "/proc/self/fd/0");
        close(fd);
    }
}

static void put_process(void)
{
    struct utsname names;
    char folder[PATH_ROOM];
    int number = 0;

    if (uname(&names) < 0)
        fail("uname");
    put("hostname", names.nodename);
    put("domainname", names.domainname);
    put("cwd", getcwd(folder, sizeof folder) == NULL ? error_name(errno) : folder);
    for (char **variable = environ; *variable != NULL; variable++)
        put("environment", *variable);
    put_file("oom_score_adj", "/proc/self/oom_score_adj");
    put_file("comm", "/proc/self/comm");
    printf("pid=%d\nparent=%d\nnice=%d\n", getpid(), getppid(), getpriority(PRIO_PROCESS, 0));
    printf("personality=%08x\n", (unsigned)personality(0xffffffff));
    prctl(PR_GET_PDEATHSIG, &number);
    printf("parent_death_signal=%d\n", number);
    printf("dumpable=%d\nsecurebits=%d\n", prctl(PR_GET_DUMPABLE), prctl(PR_GET_SECUREBITS));
    printf("io_priority=%ld\n", syscall(SYS_ioprio_get, 1, 0));
    printf("session_keyring=%ld\n", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0));
}

static int write_error(const char *path, mode_t mode)
{
    char inside[PATH_ROOM];
    int fd;

    if (!S_ISDIR(mode)) {
        fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd >= 0)
            close(fd);
        return fd < 0 ? errno : 0;
    }
    snprintf(inside, sizeof inside, "%s/.observe", path);
    if (mkdir(inside, 0700) < 0)
        return errno;
    rmdir(inside);
    return 0;
}

static int count_entries(const char *path)
{
    DIR *entries = opendir(path);
    int count = -2;

    if (entries == NULL)
        return -1;
    while (readdir(entries) != NULL)
        count++;
    closedir(entries);
    return count;
}

static void look(const char *path)
{
    static char bytes[CONTENT_ROOM];
    struct stat status;
    long amount;

    printf("look.%s=", path);
    if (stat(path, &status) < 0) {
        printf("%s\n", error_name(errno));
        return;
    }
    put_kind(&status);
    amount = S_ISDIR(status.st_mode) ? count_entries(path) : content(path, bytes, 256);
    printf(" read %s", amount < 0 ? error_name(errno) : amount == 0 ? "nothing" : "something");
    printf(" write %s\n", error_name(write_error(path, status.st_mode)));
}

int main(int argc, char **argv)
{
    struct stat dev;
    int next = 1;

    put_namespaces();
    put_status();
    put_limits();
    put_process();
    put_terminal();
    put_descriptors();
    put_lines("cgroup", "/proc/self/cgroup");
    put_lines("mount", "/proc/self/mountinfo");
    put_lines("uid_map", "/proc/self/uid_map");
    put_lines("gid_map", "/proc/self/gid_map");
    put_file("setgroups", "/proc/self/setgroups");
    if (stat("/dev", &dev) == 0)
        put_devices("/dev", dev.st_dev);
    for (; next < argc && strcmp(argv[next], "--then") != 0; next++) {
        if (strcmp(argv[next], "--read") == 0 && next + 1 < argc) {
            char name[PATH_ROOM];

            snprintf(name, sizeof name, "read.%s", argv[++next]);
            put_file(name, argv[next]);
        } else if (strcmp(argv[next], "--look") == 0 && next + 1 < argc) {
            look(argv[++next]);
        } else {
            put("argument", argv[next]);
        }
    }
    if (next + 1 < argc) {
        fflush(stdout);
        execv(argv[next + 1], argv + next + 1);
        fail("%s", argv[next + 1]);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
