#define _GNU_SOURCE
#include "sealed.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

extern char **environ;

static int copy(int from, int to)
{
	struct stat status;
	if (fstat(from, &status) < 0) return -errno;
	for (off_t left = status.st_size; left > 0;) {
		ssize_t count = sendfile(to, from, NULL, (size_t)left);
		if (count <= 0) return count < 0 ? -errno : -EIO;
		left -= count;
	}
	return fcntl(to, F_ADD_SEALS, SEALS) < 0 ? -errno : 0;
}

int run_sealed(char **arguments)
{
	int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (self < 0) return -errno;
	int seals = fcntl(self, F_GET_SEALS);
	if (seals >= 0 && (seals & SEALS) == SEALS) {
		close(self);
		return 0;
	}
	int memory = memfd_create("container-internals-launcher", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int error = memory < 0 ? -errno : copy(self, memory);
	close(self);
	if (error < 0) return error;
	fexecve(memory, arguments, environ);
	return -errno;
}
