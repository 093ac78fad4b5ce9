#ifndef CSHIMS_H
#define CSHIMS_H

// Before the runtime starts, each standard stream that the program was started without becomes /dev/null: a later
// descriptor must not take its number, and get what was meant for it.

#endif
