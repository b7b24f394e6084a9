/* mount_namespaces(7), and the system calls for mounts by file descriptor: fsopen(2), open_tree(2), move_mount(2). */
#define _GNU_SOURCE
#include "inside.h"
#include "kernel.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const struct {
	const char *name;
	uint64_t attribute;
} attributes[] = {
	{"ro", MOUNT_ATTR_RDONLY},	 {"nosuid", MOUNT_ATTR_NOSUID},
	{"nodev", MOUNT_ATTR_NODEV},	 {"noexec", MOUNT_ATTR_NOEXEC},
	{"noatime", MOUNT_ATTR_NOATIME}, {"nodiratime", MOUNT_ATTR_NODIRATIME},
	{"relatime", MOUNT_ATTR_RELATIME}, {"strictatime", MOUNT_ATTR_STRICTATIME},
	{"nosymfollow", MOUNT_ATTR_NOSYMFOLLOW},
};

/* The attributes of a list with commas; which access times count is a choice, so one of them clears the others. */
static int parse_attributes(const char *list, uint64_t *set, uint64_t *clear)
{
	while (*list != '\0') {
		size_t length = strcspn(list, ","), i = 0, count = sizeof attributes / sizeof *attributes;
		while (i < count && (strlen(attributes[i].name) != length || strncmp(attributes[i].name, list, length) != 0)) i++;
		if (i == count) return -EINVAL;
		uint64_t attribute = attributes[i].attribute;
		int is_time = attribute == MOUNT_ATTR_RELATIME || (attribute & MOUNT_ATTR__ATIME) != 0;
		if (is_time) *clear |= MOUNT_ATTR__ATIME;
		*set |= attribute;
		list += length;
		if (*list == ',') list++;
	}
	return 0;
}

/* MS_PRIVATE and the like of a name; 0 for none, -1 for an unknown one. As in mount(8), "r" is for submounts too. */
static long propagation_flag(const char *name)
{
	if (*name == 'r') name++;
	if (strcmp(name, "private") == 0) return 1 << 18;
	if (strcmp(name, "slave") == 0) return 1 << 19;
	if (strcmp(name, "shared") == 0) return 1 << 20;
	if (strcmp(name, "unbindable") == 0) return 1 << 17;
	return *name == '\0' ? 0 : -1;
}
#define MS_RECURSIVE 16384UL

int mount_propagation(struct run *run, const struct step *step)
{
	(void)run;
	long flag = propagation_flag(step->fields[0]);
	return flag <= 0 ? -EINVAL : k_mount(NULL, "/", NULL, MS_RECURSIVE | (unsigned long)flag);
}

int root_open(struct run *run, const struct step *step)
{
	run->detail = step->fields[0];
	int folder = open(step->fields[0], O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0) return -errno;
	unsigned recursive = strcmp(step->fields[1], "1") == 0 ? AT_RECURSIVE : 0;
	run->tree = k_open_tree(folder, "", OPEN_TREE_CLONE | AT_EMPTY_PATH | recursive);
	close(folder);
	if (run->tree < 0) return run->tree;
	run->detail = NULL;
	return 0;
}

int root_attach(struct run *run, const struct step *step)
{
	(void)step;
	if (run->tree < 0) return -EBADF;
	/* Over "/": names still begin at the mount below it, so nothing of the machine is hidden by that. */
	int error = k_move_mount(run->tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH);
	if (error < 0) return error;
	run->root = run->tree;
	return 0;
}

static int set_attributes(int mount, uint64_t set, uint64_t clear, long propagation, int recursive)
{
	struct mount_attr wanted = {.attr_set = set, .attr_clr = clear, .propagation = (uint64_t)propagation};
	if (set == 0 && clear == 0 && propagation == 0) return 0;
	return k_mount_setattr(mount, "", AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0), &wanted);
}

int root_propagation(struct run *run, const struct step *step)
{
	long flag = propagation_flag(step->fields[0]);
	if (flag <= 0) return -EINVAL;
	return run->root < 0 ? -EBADF : set_attributes(run->root, 0, 0, flag, 0);
}

int root_readonly(struct run *run, const struct step *step)
{
	/* Before it is attached as well: what is read-only from the beginning nobody writes to by mistake. */
	if (run->tree < 0) return -EBADF;
	return set_attributes(run->tree, MOUNT_ATTR_RDONLY, 0, 0, strcmp(step->fields[0], "1") == 0);
}

int root_pivot(struct run *run, const struct step *step)
{
	(void)step;
	if (run->root < 0) return -EBADF;
	int old = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (old < 0) return -errno;
	int error = fchdir(run->root) < 0 ? -errno : k_pivot_root(".", ".");
	/* The old root lies over the new one now. It goes without a trace there: what is unmounted here stays elsewhere. */
	if (error == 0 && fchdir(old) < 0) error = -errno;
	if (error == 0) error = k_mount(NULL, ".", NULL, MS_RECURSIVE | 1UL << 19);
	if (error == 0) error = k_umount(".", 2 /* MNT_DETACH */);
	close(old);
	if (error == 0 && chdir("/") < 0) error = -errno;
	return error;
}

/* `name` or `name=value`. */
static int configure(int context, const char *option)
{
	char name[128];
	size_t length = strcspn(option, "=");
	if (option[length] == '\0') return k_fsconfig(context, FSCONFIG_SET_FLAG, option, NULL, 0);
	if (length >= sizeof name) return -ENAMETOOLONG;
	memcpy(name, option, length);
	name[length] = '\0';
	return k_fsconfig(context, FSCONFIG_SET_STRING, name, option + length + 1, 0);
}

/* A new file system that is attached nowhere. */
static int make_mount(struct run *run, const char *type, const char *source, uint64_t set, char *const *options, size_t count)
{
	int context = k_fsopen(type);
	if (context < 0) return context;
	int error = *source == '\0' ? 0 : k_fsconfig(context, FSCONFIG_SET_STRING, "source", source, 0);
	for (size_t i = 0; i < count && error == 0; i++) {
		error = configure(context, options[i]);
		if (error < 0) run->detail = options[i];
	}
	if (error == 0) error = k_fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
	int mount = error < 0 ? error : k_fsmount(context, (unsigned)set);
	close(context);
	return mount;
}

int mount_new(struct run *run, const struct step *step)
{
	const char *target = step->fields[0], *type = step->fields[1];
	uint64_t set = 0, clear = 0;
	if (parse_attributes(step->fields[3], &set, &clear) < 0) return -EINVAL;
	int mount = make_mount(run, type, step->fields[2], set, step->fields + 4, step->count - 4);
	if (mount < 0) return mount;
	int error = inside_make_directory(run, target, 0755);
	if (error == 0) error = inside_attach(run, mount, target);
	close(mount);
	return error;
}

int mount_bind(struct run *run, const struct step *step)
{
	const char *target = step->fields[0], *source = step->fields[1];
	uint64_t set = 0, clear = 0, unused = 0;
	long propagation = propagation_flag(step->fields[6]);
	if (propagation < 0 || parse_attributes(step->fields[3], &set, &clear) < 0 ||
	    parse_attributes(step->fields[4], &clear, &unused) < 0)
		return -EINVAL;
	run->detail = source;
	int original = open(source, O_PATH | O_CLOEXEC);
	if (original < 0) return -errno;
	struct stat status;
	int error = fstat(original, &status) < 0 ? -errno : 0;
	unsigned recursive = strcmp(step->fields[2], "1") == 0 ? AT_RECURSIVE : 0;
	int mount = error < 0 ? error : k_open_tree(original, "", OPEN_TREE_CLONE | AT_EMPTY_PATH | recursive);
	close(original);
	if (mount < 0) return mount;
	error = set_attributes(mount, set, clear, 0, strcmp(step->fields[5], "1") == 0);
	if (error == 0) error = set_attributes(mount, 0, 0, propagation, *step->fields[6] == 'r');
	if (error == 0) {
		run->detail = target;
		error = S_ISDIR(status.st_mode) ? inside_make_directory(run, target, 0755)
						: inside_make_file(run, target, 0644);
	}
	if (error == 0) error = inside_attach(run, mount, target);
	close(mount);
	if (error == 0) run->detail = NULL;
	return error;
}

static int field_mode(const struct step *step, size_t index, unsigned *mode)
{
	unsigned long long number;
	if (field_number(step, index, 07777, &number) < 0) return -EINVAL;
	*mode = (unsigned)number;
	return 0;
}

int make_directory(struct run *run, const struct step *step)
{
	unsigned mode;
	run->detail = step->fields[0];
	int error = field_mode(step, 1, &mode);
	if (error == 0) error = inside_make_directory(run, step->fields[0], mode);
	if (error == 0) run->detail = NULL;
	return error;
}

int make_file(struct run *run, const struct step *step)
{
	unsigned mode;
	run->detail = step->fields[0];
	int error = field_mode(step, 1, &mode);
	if (error == 0) error = inside_make_file(run, step->fields[0], mode);
	if (error == 0) run->detail = NULL;
	return error;
}

int make_link(struct run *run, const struct step *step)
{
	const char *name;
	char target[PATH_MAX];
	run->detail = step->fields[0];
	int parent = inside_open_parent(run, step->fields[0], &name);
	if (parent < 0) return parent;
	int error = symlinkat(step->fields[1], parent, name) < 0 ? -errno : 0;
	if (error == -EEXIST) {
		ssize_t length = readlinkat(parent, name, target, sizeof target - 1);
		if (length >= 0) {
			target[length] = '\0';
			if (strcmp(target, step->fields[1]) == 0) error = 0;
		}
	}
	close(parent);
	if (error == 0) run->detail = NULL;
	return error;
}

/* The machine's own device, after a look that it is the one that was meant. */
static int bind_node(struct run *run, const char *path, const char *source, mode_t type, dev_t device)
{
	int original = open(source, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (original < 0) return -errno;
	struct stat status;
	int error = fstat(original, &status) < 0 ? -errno : 0;
	if (error == 0 && ((status.st_mode & S_IFMT) != type || status.st_rdev != device)) {
		run->detail = "the machine's device has other numbers";
		error = -ENODEV;
	}
	int mount = error < 0 ? error : k_open_tree(original, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
	close(original);
	if (mount < 0) return mount;
	error = inside_make_file(run, path, 0666);
	if (error == 0) error = inside_attach(run, mount, path);
	close(mount);
	return error;
}

int make_node(struct run *run, const struct step *step)
{
	const char *path = step->fields[0], *kind = step->fields[1], *name;
	unsigned long long major, minor, mode, uid, gid;
	if (field_number(step, 2, 0xfff, &major) < 0 || field_number(step, 3, 0xfffff, &minor) < 0 ||
	    field_number(step, 4, 07777, &mode) < 0 || field_number(step, 5, 4294967294ULL, &uid) < 0 ||
	    field_number(step, 6, 4294967294ULL, &gid) < 0)
		return -EINVAL;
	mode_t type = *kind == 'c' ? S_IFCHR : *kind == 'b' ? S_IFBLK : *kind == 'p' ? S_IFIFO : 0;
	if (type == 0) return -EINVAL;
	run->detail = path;
	dev_t device = makedev((unsigned)major, (unsigned)minor);
	int error;
	if (*step->fields[7] != '\0') {
		error = bind_node(run, path, step->fields[7], type, device);
	} else {
		int parent = inside_open_parent(run, path, &name);
		if (parent < 0) return parent;
		mode_t before = umask(0);
		error = mknodat(parent, name, type | (mode_t)mode, device) < 0 ? -errno : 0;
		umask(before);
		if (error == 0 && fchownat(parent, name, (uid_t)uid, (gid_t)gid, AT_SYMLINK_NOFOLLOW) < 0) error = -errno;
		close(parent);
	}
	if (error == 0) run->detail = NULL;
	return error;
}

/* What covers a masked file: the machine's /dev/null, after a look that it is one. */
static int open_null(struct run *run)
{
	int fd = inside_open(run, "/dev/null", O_PATH | O_NOFOLLOW);
	if (fd < 0) return fd;
	struct stat status;
	if (fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3)) return fd;
	close(fd);
	run->detail = "/dev/null is not the null device";
	return -ENODEV;
}

int mask(struct run *run, const struct step *step)
{
	const char *path = step->fields[0];
	int target = inside_open(run, path, O_PATH);
	/* What is not there needs no mask. Any other failure is one. */
	if (target == -ENOENT) return 0;
	if (target < 0) return target;
	struct stat status;
	int mount = fstat(target, &status) < 0 ? -errno : 0;
	if (mount == 0 && S_ISDIR(status.st_mode)) {
		mount = make_mount(run, "tmpfs", "tmpfs", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
				   MOUNT_ATTR_NOEXEC, NULL, 0);
	} else if (mount == 0) {
		int null = open_null(run);
		mount = null < 0 ? null : k_open_tree(null, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);
		if (null >= 0) close(null);
	}
	int error = mount < 0 ? mount
			      : k_move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
	close(target);
	if (mount >= 0) close(mount);
	if (error < 0 && run->detail == NULL) run->detail = path;
	return error;
}

static int is_mount(int target)
{
	struct statx found;
	return statx(target, "", AT_EMPTY_PATH, STATX_TYPE, &found) == 0 && (found.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

int make_readonly(struct run *run, const struct step *step)
{
	int target = inside_open(run, step->fields[0], O_PATH);
	if (target == -ENOENT) return 0;
	if (target < 0) return target;
	if (is_mount(target)) {
		/* One of this namespace alone: no other need be put over it. */
		int changed = set_attributes(target, MOUNT_ATTR_RDONLY, 0, 0, 1);
		close(target);
		if (changed < 0) run->detail = step->fields[0];
		return changed;
	}
	int mount = k_open_tree(target, "", OPEN_TREE_CLONE | AT_EMPTY_PATH | AT_RECURSIVE);
	int error = mount < 0 ? mount : set_attributes(mount, MOUNT_ATTR_RDONLY, 0, 0, 1);
	if (error == 0) error = k_move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
	close(target);
	if (mount >= 0) close(mount);
	if (error < 0) run->detail = step->fields[0];
	return error;
}
