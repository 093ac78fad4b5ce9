#ifndef CSHIMS_H
#define CSHIMS_H

#include <stddef.h>

// Before main, opens /dev/null for each standard stream that the program was started without. Otherwise a file opened
// later could get the stream's number, and receive what is printed to it.

/// Exchanges the names of two files at one moment. Returns 0, or the error number; some file systems cannot do it.
int cshims_exchange(const char *first, const char *second);

/// Takes the next message from a socket, without waiting: its text, and the descriptor that came with it or -1. Returns
/// 0, or the error number: ECONNRESET if the other end is closed.
int cshims_receive(int channel, char *text, size_t room, int *descriptor);

#endif
