#ifndef C_LINE_EDITOR_H
#define C_LINE_EDITOR_H

// libedit's own interface; its variadic calls, which Swift cannot make, have typed forms here.
#include <histedit.h>
#include <stdbool.h>
#include <stdio.h>

typedef wchar_t *(*line_editor_prompt)(EditLine *);
typedef unsigned char (*line_editor_function)(EditLine *, int);

/// The environment's character set when it is UTF-8, C.UTF-8 otherwise.
void line_editor_set_locale(void);

/// As the locale has it; less than 0 for what cannot be printed.
int line_editor_width(wchar_t);
bool line_editor_is_printable(wchar_t);
bool line_editor_is_control(wchar_t);

/// NULL when there is no memory. It complains of nothing; a terminal that is not known is taken for a VT100.
EditLine *line_editor_make(const char *program, FILE *input, FILE *output, void *data);
/// Frees it, and leaves the terminal's modes and the input that waits alone.
void line_editor_free(EditLine *);
void *line_editor_data(EditLine *);

/// `escape` stands before and after what takes no room.
void line_editor_set_prompt(EditLine *, line_editor_prompt, wchar_t escape);
void line_editor_set_reader(EditLine *, el_rfunc_t);
void line_editor_set_history(EditLine *, HistoryW *);
/// libedit keeps a name of each function: the caller counts them, and one of these stands for it.
const wchar_t *line_editor_name(size_t number);
void line_editor_add(EditLine *, const wchar_t *name, line_editor_function);
void line_editor_bind(EditLine *, const wchar_t *keys, const wchar_t *command);
void line_editor_refresh(EditLine *);
/// Applies the modes for editing, whatever became of the terminal since: no echo, no lines, no signals from keys.
void line_editor_take_terminal(EditLine *);

void line_editor_history_clear(HistoryW *);
void line_editor_history_enter(HistoryW *, const wchar_t *line);

/// Neither end blocks, and no child inherits them.
int line_editor_pipe(int ends[2]);

/// Nothing of it is written before the flush, unless there is much. Zero, or the error's number.
int line_editor_put(FILE *, const char *bytes, size_t count);
int line_editor_flush(FILE *);

/// From now on each of these signals writes its number as a byte; answers the descriptor to read it from, or -1.
/// What the environment ignores stays ignored. To be called on the thread that uses the terminal.
int line_editor_watch(const int *signals, size_t count);
/// Each watched signal does again what it did before.
void line_editor_unwatch(void);

/// Stops all of this terminal's foreground job as Ctrl-Z does; returns when it goes on, at once where nobody could
/// let it go on.
void line_editor_stop_job(void);

#endif
