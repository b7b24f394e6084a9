#define _GNU_SOURCE
#include "message.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

struct wire {
	int32_t type;
	int64_t value;
};

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr alignment;
};

int message_pair(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : 0;
}

int message_send(int socket, enum message_type type, int64_t value, int fd)
{
	struct wire wire = {.type = (int32_t)type, .value = value};
	struct iovec data = {.iov_base = &wire, .iov_len = sizeof wire};
	union control control = {0};
	struct msghdr header = {.msg_iov = &data, .msg_iovlen = 1};
	if (fd >= 0) {
		header.msg_control = control.bytes;
		header.msg_controllen = sizeof control.bytes;
		struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(rights), &fd, sizeof fd);
	}
	ssize_t sent;
	do sent = sendmsg(socket, &header, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

int message_receive(int socket, struct message *message)
{
	struct wire wire;
	struct iovec data = {.iov_base = &wire, .iov_len = sizeof wire};
	union control control = {0};
	struct msghdr header = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
	ssize_t length;
	do length = recvmsg(socket, &header, MSG_CMSG_CLOEXEC | MSG_WAITALL);
	while (length < 0 && errno == EINTR);
	if (length < 0) return errno == ECONNRESET ? 0 : -errno;
	if (length == 0) return 0;
	if (length != sizeof wire) return -EPROTO;
	*message = (struct message){.type = (enum message_type)wire.type, .value = wire.value, .fd = -1};
	struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
	if (rights != NULL && rights->cmsg_type == SCM_RIGHTS) memcpy(&message->fd, CMSG_DATA(rights), sizeof message->fd);
	return 1;
}
