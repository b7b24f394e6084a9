#define _GNU_SOURCE
#include "inside.h"
#include "kernel.h"
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *relative(const char *path)
{
	while (*path == '/') path++;
	return *path == '\0' ? "." : path;
}

static int open_resolved(const struct run *run, const char *path, uint64_t flags, uint64_t resolve)
{
	if (run->root < 0) return -EBADF;
	return k_openat2(run->root, relative(path), flags, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | resolve);
}

int inside_open(const struct run *run, const char *path, uint64_t flags)
{
	return open_resolved(run, path, flags, 0);
}

/* A link there would have the kernel's own files appear elsewhere, and a container's own in their place. */
static int must_be_folder(const char *path)
{
	const char *name = relative(path);
	size_t length = strlen(name);
	while (length > 0 && name[length - 1] == '/') length--;
	return (length == 4 && strncmp(name, "proc", 4) == 0) || (length == 3 && strncmp(name, "sys", 3) == 0) ||
	       (length == 3 && strncmp(name, "dev", 3) == 0);
}

int inside_open_target(struct run *run, const char *path)
{
	int strict = must_be_folder(path);
	int fd = open_resolved(run, path, O_PATH | (strict ? O_DIRECTORY : 0), strict ? RESOLVE_NO_SYMLINKS : 0);
	if (strict && (fd == -ELOOP || fd == -ENOTDIR)) run->detail = "must be an ordinary folder";
	return fd;
}

/* The folder that the first `length` bytes of a path name, made where it is missing. */
static int open_folder(const struct run *run, const char *path, size_t length, unsigned mode)
{
	char part[PATH_MAX];
	if (length >= sizeof part) return -ENAMETOOLONG;
	memcpy(part, path, length);
	part[length] = '\0';
	int fd = inside_open(run, part, O_PATH | O_DIRECTORY);
	if (fd != -ENOENT) return fd;
	while (length > 0 && part[length - 1] == '/') part[--length] = '\0';
	size_t start = length;
	while (start > 0 && part[start - 1] != '/') start--;
	if (start == length) return -ENOENT;
	int parent = open_folder(run, part, start, 0755);
	if (parent < 0) return parent;
	int made = mkdirat(parent, part + start, mode) < 0 && errno != EEXIST ? -errno : 0;
	close(parent);
	return made < 0 ? made : inside_open(run, part, O_PATH | O_DIRECTORY);
}

int inside_open_parent(const struct run *run, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	if (slash == NULL || slash[1] == '\0') return -EINVAL;
	*name = slash + 1;
	if (strcmp(*name, ".") == 0 || strcmp(*name, "..") == 0) return -EINVAL;
	return open_folder(run, path, (size_t)(slash - path), 0755);
}

int inside_make_directory(const struct run *run, const char *path, unsigned mode)
{
	int fd = open_folder(run, path, strlen(path), mode);
	if (fd < 0) return fd;
	close(fd);
	return 0;
}

int inside_make_file(const struct run *run, const char *path, unsigned mode)
{
	int there = inside_open(run, path, O_PATH);
	if (there >= 0) close(there);
	if (there != -ENOENT) return there < 0 ? there : 0;
	const char *name;
	int parent = inside_open_parent(run, path, &name);
	if (parent < 0) return parent;
	/* Never through a link: what it points to is somebody else's choice. */
	int fd = openat(parent, name, O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, mode);
	int error = fd < 0 ? -errno : 0;
	close(parent);
	if (fd >= 0) close(fd);
	return error;
}

static int same_mount(int a, int b)
{
	struct statx one, other;
	if (statx(a, "", AT_EMPTY_PATH, STATX_MNT_ID, &one) < 0 || statx(b, "", AT_EMPTY_PATH, STATX_MNT_ID, &other) < 0)
		return 0;
	return one.stx_mnt_id == other.stx_mnt_id;
}

int inside_attach(struct run *run, int mount, const char *path)
{
	int target = inside_open_target(run, path);
	if (target < 0) return target;
	int error = k_move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
	close(target);
	if (error < 0) return error;
	/* Somebody may have exchanged a folder of the path for a link meanwhile. */
	int now = inside_open_target(run, path);
	if (now < 0) return now;
	int same = same_mount(now, mount);
	close(now);
	if (same) return 0;
	run->detail = "the mount point was exchanged meanwhile";
	return -EXDEV;
}
