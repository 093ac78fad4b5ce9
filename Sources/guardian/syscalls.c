#define _GNU_SOURCE
#include "privileges.h"

#include <errno.h>
#include <sched.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/socket.h>

/// Calls that look into or change other processes, the kernel, keys, mounts or namespaces. A server needs none of them.
static const char *const denied[] = {
    "acct",           "add_key",           "adjtimex",          "bpf",              "clock_adjtime",
    "clock_settime",  "delete_module",     "fanotify_init",     "finit_module",     "fsconfig",
    "fsmount",        "fsopen",            "fspick",            "init_module",      "io_uring_enter",
    "io_uring_setup", "io_uring_register", "ioperm",            "iopl",             "kcmp",
    "kexec_load",     "kexec_file_load",   "keyctl",            "lookup_dcookie",   "migrate_pages",
    "modify_ldt",     "mount",             "mount_setattr",     "move_mount",       "move_pages",
    "open_tree",      "open_by_handle_at", "name_to_handle_at", "perf_event_open",  "pidfd_getfd",
    "pivot_root",     "process_madvise",   "process_vm_readv",  "process_vm_writev", "ptrace",
    "quotactl",       "quotactl_fd",       "reboot",            "request_key",      "setdomainname",
    "sethostname",    "setns",             "settimeofday",      "swapoff",          "swapon",
    "syslog",         "umount2",           "unshare",           "userfaultfd",      "vhangup",
};

static const unsigned long new_namespaces[] = {
    CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET,
};

/// What Landlock leaves open, and only namespaces or another user would stop: changing files without opening them, being
/// told what happens to them, and what outlives processes.
static const char *const denied_outside_namespaces[] = {
    "chmod",       "chown",     "chroot",           "fchmod",       "fchmodat",  "fchmodat2", "fchown",
    "fchownat",    "fremovexattr", "fsetxattr",     "futimesat",    "inotify_add_watch", "lchown", "lremovexattr",
    "lsetxattr",   "mq_open",   "mq_unlink",        "msgget",       "removexattr", "removexattrat", "semget",
    "setxattr",    "setxattrat", "shmget",          "utime",        "utimensat", "utimes",
};

/// Calls that change other processes unless one argument, given by its position, is 0: the caller itself.
static const struct {
    const char *call;
    unsigned position;
} only_for_itself[] = {
    {"prlimit64", 0},         {"sched_setaffinity", 0}, {"sched_setattr", 0}, {"sched_setparam", 0},
    {"sched_setscheduler", 0}, {"setpriority", 0},      {"setpriority", 1},   {"ioprio_set", 1},
};

/// Calls that send, and the position of their flags: with this flag they also connect, which Landlock does not notice.
static const struct {
    const char *call;
    unsigned position;
} senders[] = {{"sendto", 3}, {"sendmsg", 2}, {"sendmmsg", 3}};

/// Without the flags SOCK_NONBLOCK and SOCK_CLOEXEC.
enum { socket_type = 0xf };

static bool deny_calls(scmp_filter_ctx filter, const char *const *names, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        int number = seccomp_syscall_resolve_name(names[index]);
        // The library is older than some of the calls.
        if (number != __NR_SCMP_ERROR && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0) != 0) {
            return false;
        }
    }
    return true;
}

static bool deny_call_if(scmp_filter_ctx filter, const char *call, struct scmp_arg_cmp argument)
{
    int number = seccomp_syscall_resolve_name(call);
    return number != __NR_SCMP_ERROR && seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), number, 1, &argument) == 0;
}

static bool deny_namespaces(scmp_filter_ctx filter)
{
    for (size_t index = 0; index < sizeof new_namespaces / sizeof *new_namespaces; index++) {
        unsigned long flag = new_namespaces[index];
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)) != 0) {
            return false;
        }
    }
    // Its flags are in memory, where a filter cannot read. The C library then uses `clone`.
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

/// Compares all 64 bits: a number beyond the kernel's 32 is greater than every family.
static bool deny_family(scmp_filter_ctx filter, enum scmp_compare comparison, unsigned family)
{
    const struct scmp_arg_cmp argument = {.arg = 0, .op = comparison, .datum_a = family};
    return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1, &argument) == 0;
}

static bool deny_type(scmp_filter_ctx filter, unsigned type)
{
    const struct scmp_arg_cmp argument = {
        .arg = 1, .op = SCMP_CMP_MASKED_EQ, .datum_a = socket_type, .datum_b = type};
    return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1, &argument) == 0;
}

/// Only UNIX, IP and netlink sockets: others reach beyond the network of a namespace (virtual machines' sockets), or large
/// parts of the kernel.
static bool deny_families(scmp_filter_ctx filter)
{
    for (unsigned family = 0; family <= AF_NETLINK; family++) {
        bool allowed = family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK;
        if (!allowed && !deny_family(filter, SCMP_CMP_EQ, family)) {
            return false;
        }
    }
    return deny_family(filter, SCMP_CMP_GT, AF_NETLINK);
}

/// Without a network of its own, a command could reach this machine's services by datagrams, UNIX sockets, and protocols
/// that speak TCP under another name, none of which Landlock restricts.
static bool deny_local_services(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp other_protocols = {.arg = 2, .op = SCMP_CMP_GT, .datum_a = IPPROTO_TCP};
    bool denied = deny_family(filter, SCMP_CMP_EQ, AF_UNIX) && deny_type(filter, SOCK_DGRAM)
                  && deny_type(filter, SOCK_RAW) && deny_call_if(filter, "socket", other_protocols);
    for (size_t index = 0; denied && index < sizeof senders / sizeof *senders; index++) {
        const struct scmp_arg_cmp connecting = {
            .arg = senders[index].position, .op = SCMP_CMP_MASKED_EQ, .datum_a = MSG_FASTOPEN, .datum_b = MSG_FASTOPEN};
        denied = deny_call_if(filter, senders[index].call, connecting);
    }
    return denied;
}

/// Without processes of its own, and with pitfall's user, a command could change others, pitfall among them.
static bool deny_other_processes(scmp_filter_ctx filter)
{
    for (size_t index = 0; index < sizeof only_for_itself / sizeof *only_for_itself; index++) {
        const struct scmp_arg_cmp other = {.arg = only_for_itself[index].position, .op = SCMP_CMP_NE, .datum_a = 0};
        if (!deny_call_if(filter, only_for_itself[index].call, other)) {
            return false;
        }
    }
    return true;
}

static bool make_up_for_namespaces(scmp_filter_ctx filter)
{
    return deny_local_services(filter) && deny_other_processes(filter)
           && deny_calls(filter, denied_outside_namespaces,
                         sizeof denied_outside_namespaces / sizeof *denied_outside_namespaces);
}

const char *filter_system_calls(const struct options *options)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool made = filter != NULL && deny_calls(filter, denied, sizeof denied / sizeof *denied) && deny_namespaces(filter)
                && deny_families(filter) && (has_namespaces(options) || make_up_for_namespaces(filter));
    const char *failure = "filter";
    if (!made) {
        errno = EINVAL;
    } else {
        int code = seccomp_load(filter);
        errno = -code;
        failure = code == 0 ? NULL : "filter";
    }
    seccomp_release(filter);
    return failure;
}
