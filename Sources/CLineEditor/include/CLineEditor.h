#ifndef C_LINE_EDITOR_H
#define C_LINE_EDITOR_H

// libedit's own interface; its variadic calls, which Swift cannot make, have typed forms here.
#include <histedit.h>

#endif
