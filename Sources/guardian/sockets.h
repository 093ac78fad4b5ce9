#pragma once

#include "command.h"
#include "options.h"

#include <stdbool.h>

/// The sockets between a command in a network of its own and pitfall, which is outside of it.
struct sockets {
    /// To pitfall; -1 once pitfall takes no more.
    int channel;
    /// For the command to listen on; -1 once it has it.
    int listener;
};

/// Makes the command's listening socket and tells pitfall its port, with a socket on which pitfall listens as the
/// command's upstream. If that fails, returns false and fills in `failure`.
bool make_sockets(const struct options *options, struct sockets *sockets, struct start_failure *failure);

/// Sends pitfall as many sockets of this network as it has not taken yet: it connects them to the command.
void pass_sockets(struct sockets *sockets);
