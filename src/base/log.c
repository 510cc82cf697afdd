/* Logging: see log.h. The line is built on the caller's stack and handed to the sink whole. */
#include "base/log.h"

#include "base/log_line.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

atomic_int log_level_now = LEVEL_INFO;

static void write_stderr(struct log_sink *s, struct str line)
{
    (void)s;
    (void)!write(STDERR_FILENO, line.ptr, line.len);
}

static struct log_sink standard_error = { .write = write_stderr };
static struct log_sink *_Atomic sink = &standard_error;
static pthread_once_t looked = PTHREAD_ONCE_INIT;

static void look_at_stderr(void)
{
    const char *no_color = getenv("NO_COLOR");
    if (isatty(STDERR_FILENO))
        standard_error.style = no_color && no_color[0] ? LOG_PLAIN : LOG_COLOUR;
}

void log_use(struct log_sink *s)
{
    atomic_store(&sink, s ? s : &standard_error);
}

void log_write(enum log_level level, const char *message, const struct log_field *fields)
{
    struct log_sink *to = atomic_load(&sink);
    if (to == &standard_error)
        pthread_once(&looked, look_at_stderr);
    char line[LOG_LINE_MOST];
    to->write(to, (struct str){ line, log_line_write(line, to->style, level, message, fields) });
}

void log_set_level(enum log_level level)
{
    atomic_store(&log_level_now, (int)level);
}
