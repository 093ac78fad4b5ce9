#define _GNU_SOURCE
#include "privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// So that no file can bring a capability back. A command that stays root may still read everyone's files: its own may be
/// another user's.
static void drop_bounding_set(bool stays_root)
{
    for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++) {
        if (capability != CAP_DAC_OVERRIDE || !stays_root) {
            prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
        }
    }
}

static bool drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[2] = {{0}};
    return syscall(SYS_capset, &header, none) == 0;
}

const char *give_up_privileges(const struct options *options)
{
    drop_bounding_set(options->user == 0);
    if (options->user > 0) {
        gid_t group = (gid_t)options->user;
        uid_t user = (uid_t)options->user;
        if (setgroups(0, NULL) != 0 || setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0) {
            return "user";
        }
    }
    return drop_capabilities() ? NULL : "capabilities";
}
