#define _GNU_SOURCE
#include "CLineEditor.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

void line_editor_set_locale(void)
{
    if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        setlocale(LC_CTYPE, "C.UTF-8");
    }
}

int line_editor_width(wchar_t character) { return wcwidth(character); }
bool line_editor_is_printable(wchar_t character) { return iswprint((wint_t)character) != 0; }
bool line_editor_is_control(wchar_t character) { return iswcntrl((wint_t)character) != 0; }

int line_editor_pipe(int ends[2])
{
    return pipe2(ends, O_CLOEXEC | O_NONBLOCK);
}

EditLine *line_editor_make(const char *program, FILE *input, FILE *output, void *data)
{
    // libedit's complaints about an unknown terminal do not help the user, so discard them.
    FILE *errors = fopen("/dev/null", "we");
    if (!errors) {
        return NULL;
    }
    EditLine *editor = el_init(program, input, output, errors);
    if (!editor) {
        fclose(errors);
        return NULL;
    }
    if (el_set(editor, EL_TERMINAL, NULL) < 0) {
        el_set(editor, EL_TERMINAL, "vt100");
    }
    el_wset(editor, EL_CLIENTDATA, data);
    el_wset(editor, EL_EDITOR, L"emacs");
    // Between two lines, libedit restores the modes for running commands (-x). Disable signals in those too: even for a
    // moment, Ctrl-C must not be a signal, because it would end the program that started this one.
    el_wset(editor, EL_SETTY, L"-d", L"-isig", L"-ixon", NULL);
    el_wset(editor, EL_SETTY, L"-x", L"-isig", L"-ixon", L"-icanon", L"-echo", L"-iexten", NULL);
    return editor;
}

void line_editor_free(EditLine *editor)
{
    FILE *errors = NULL;
    el_get(editor, EL_GETFP, 2, &errors);
    // Otherwise el_end would discard type-ahead.
    el_wset(editor, EL_EDITMODE, 0);
    el_end(editor);
    if (errors) {
        fclose(errors);
    }
}

void *line_editor_data(EditLine *editor)
{
    void *data = NULL;
    el_wget(editor, EL_CLIENTDATA, &data);
    return data;
}

void line_editor_set_prompt(EditLine *editor, line_editor_prompt prompt, wchar_t escape)
{
    el_wset(editor, EL_PROMPT_ESC, prompt, escape);
}

void line_editor_set_reader(EditLine *editor, el_rfunc_t reader)
{
    el_wset(editor, EL_GETCFN, reader);
}

void line_editor_set_history(EditLine *editor, HistoryW *history)
{
    el_wset(editor, EL_HIST, history_w, history);
}

const wchar_t *line_editor_name(size_t number)
{
    static const wchar_t *const names[] = {
        L"own-0", L"own-1", L"own-2", L"own-3", L"own-4", L"own-5", L"own-6", L"own-7", L"own-8", L"own-9",
    };
    return number < sizeof names / sizeof *names ? names[number] : NULL;
}

void line_editor_add(EditLine *editor, const wchar_t *name, line_editor_function function)
{
    el_wset(editor, EL_ADDFN, name, L"", function);
}

void line_editor_bind(EditLine *editor, const wchar_t *keys, const wchar_t *command)
{
    el_wset(editor, EL_BIND, keys, command, NULL);
}

void line_editor_refresh(EditLine *editor)
{
    el_wset(editor, EL_REFRESH);
}

void line_editor_take_terminal(EditLine *editor)
{
    // libedit does nothing if it believes that the modes are already set, so reset them first.
    el_wset(editor, EL_PREP_TERM, 0);
    el_wset(editor, EL_PREP_TERM, 1);
}

void line_editor_history_clear(HistoryW *history)
{
    HistEventW event;
    history_w(history, &event, H_CLEAR);
    history_w(history, &event, H_SETSIZE, 1000);
}

void line_editor_history_enter(HistoryW *history, const wchar_t *line)
{
    HistEventW event;
    history_w(history, &event, H_ENTER, line);
}

static int take_error(FILE *file)
{
    int code = errno ? errno : EIO;
    clearerr(file);
    return code;
}

int line_editor_put(FILE *file, const char *bytes, size_t count)
{
    errno = 0;
    return fwrite(bytes, 1, count, file) == count ? 0 : take_error(file);
}

int line_editor_flush(FILE *file)
{
    errno = 0;
    // ferror: an earlier flush by libedit itself may have failed.
    return fflush(file) == 0 && !ferror(file) ? 0 : take_error(file);
}
