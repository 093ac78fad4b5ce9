#ifndef C_LINE_EDITOR_H
#define C_LINE_EDITOR_H

// libedit's interface, with typed functions for its variadic ones, which Swift cannot call.
#include <histedit.h>
#include <stdbool.h>
#include <stdio.h>

typedef wchar_t *(*line_editor_prompt)(EditLine *);
typedef unsigned char (*line_editor_function)(EditLine *, int);

/// Uses the environment's locale if its encoding is UTF-8, otherwise C.UTF-8.
void line_editor_set_locale(void);

/// The number of columns in the current locale; negative if the character is not printable.
int line_editor_width(wchar_t);
bool line_editor_is_printable(wchar_t);
bool line_editor_is_control(wchar_t);

/// Returns NULL if there is no memory. An unknown terminal is treated as a VT100, without an error message.
EditLine *line_editor_make(const char *program, FILE *input, FILE *output, void *data);
/// Frees the editor without changing the terminal's modes or discarding type-ahead.
void line_editor_free(EditLine *);
void *line_editor_data(EditLine *);

/// `escape` marks the beginning and the end of characters that have no width.
void line_editor_set_prompt(EditLine *, line_editor_prompt, wchar_t escape);
void line_editor_set_reader(EditLine *, el_rfunc_t);
void line_editor_set_history(EditLine *, HistoryW *);
/// A static name for the caller's function with this number, because libedit keeps a pointer to the name.
const wchar_t *line_editor_name(size_t number);
void line_editor_add(EditLine *, const wchar_t *name, line_editor_function);
void line_editor_bind(EditLine *, const wchar_t *keys, const wchar_t *command);
void line_editor_refresh(EditLine *);
/// Sets the modes for editing, even if another program has changed them: no echo, no line buffering, no signal keys.
void line_editor_take_terminal(EditLine *);

void line_editor_history_clear(HistoryW *);
void line_editor_history_enter(HistoryW *, const wchar_t *line);

/// Creates a pipe that never blocks and is not inherited by child processes.
int line_editor_pipe(int ends[2]);

/// Buffers the bytes until the next flush, or until the buffer is full. Returns zero or an error number.
int line_editor_put(FILE *, const char *bytes, size_t count);
int line_editor_flush(FILE *);

/// From now on, each of these signals writes its number as a byte; returns the descriptor to read it from, or -1.
/// Ignored signals stay ignored. Call this on the thread that uses the terminal.
int line_editor_watch(const int *signals, size_t count);
/// Restores the previous actions of the watched signals.
void line_editor_unwatch(void);

/// Stops the whole foreground job, as Ctrl-Z does; returns when the job is continued, or immediately if no shell could
/// continue it.
void line_editor_stop_job(void);

#endif
