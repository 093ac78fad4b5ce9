#define _GNU_SOURCE
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/// The number of the channel in the guardian, and how many bytes the kernel keeps of what it sends there: room for some
/// twenty sockets, so that pitfall rarely waits for one.
enum { channel_descriptor = 5, channel_buffer = 16 * 1024, backlog = 512 };

static bool failed(struct start_failure *failure, const char *step)
{
    failure->error = errno;
    snprintf(failure->step, sizeof failure->step, "%s", step);
    return false;
}

/// A socket that is bound to a port of 127.0.0.1, with the same options as pitfall's `BoundSocket`; -1 on failure.
static int bound_socket(int port, int send_buffer)
{
    const int on = 1;
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((in_port_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (send_buffer > 0) {
        setsockopt(made, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
    }
    if (made >= 0 && bind(made, (struct sockaddr *)&address, sizeof address) != 0) {
        close(made);
        return -1;
    }
    return made;
}

static int port_of(int descriptor)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    return getsockname(descriptor, (struct sockaddr *)&address, &length) == 0 ? ntohs(address.sin_port) : 0;
}

/// Sends a text and, unless it is negative, a descriptor; does not wait.
static bool send_message(int channel, const char *text, int descriptor)
{
    struct iovec part = {.iov_base = (void *)text, .iov_len = strlen(text)};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.room = {0}};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    return sendmsg(channel, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
}

/// The upstream listens at once, so that calls wait until pitfall accepts them.
static bool introduce(const struct options *options, const struct sockets *sockets)
{
    int upstream = options->upstream_port > 0 ? bound_socket(options->upstream_port, 0) : -1;
    if (options->upstream_port > 0 && (upstream < 0 || listen(upstream, backlog) != 0)) {
        return false;
    }
    char text[16];
    snprintf(text, sizeof text, "%d", port_of(sockets->listener));
    bool sent = send_message(sockets->channel, text, upstream);
    if (upstream >= 0) {
        close(upstream);
    }
    return sent;
}

bool make_sockets(const struct options *options, struct sockets *sockets, struct start_failure *failure)
{
    static const int room = channel_buffer;
    // Descriptor 3 is the one that the command gets its own socket as.
    sockets->channel = fcntl(3, F_DUPFD_CLOEXEC, channel_descriptor);
    setsockopt(sockets->channel, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    sockets->listener = bound_socket(0, options->send_buffer);
    if (sockets->channel < 0 || sockets->listener < 0) {
        return failed(failure, "listener");
    }
    return introduce(options, sockets) || failed(failure, "upstream");
}

void pass_sockets(struct sockets *sockets)
{
    bool sent = true;
    while (sent) {
        int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sent = made >= 0 && send_message(sockets->channel, "s", made);
        if (!sent && errno != EAGAIN && errno != EINTR) {
            close(sockets->channel);
            sockets->channel = -1;
        }
        if (made >= 0) {
            close(made);
        }
    }
}
