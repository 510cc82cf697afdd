/* The log's file: see log.h. Appends, so that a second process or a person with an editor does
 * not lose lines; a line that did not fit on the disk is taken back, so that the next one does
 * not continue it. What cannot be written goes to standard error. */
#include "base/log.h"
#include "base/mem.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct log_file {
    struct log_sink sink;
    pthread_mutex_t lock;
    char *path, *old_path;
    size_t size, most;
    int fd;
};

static struct err *open_end(struct log_file *f)
{
    struct stat st;
    owned_fd int fd = open(f->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_sys("open %s", f->path);
    if (fstat(fd, &st) < 0)
        return err_sys("look at %s", f->path);
    fd_leave(&f->fd);
    f->fd = give_fd(fd);
    f->size = (size_t)st.st_size;
    return NULL;
}

/* If it cannot be done the file grows past its size: better than losing what is said. */
static void rotate(struct log_file *f)
{
    if (rename(f->path, f->old_path) == 0)
        err_free(open_end(f));
}

static bool append(struct log_file *f, struct str line)
{
    ssize_t n = write(f->fd, line.ptr, line.len);
    if (n == (ssize_t)line.len) {
        f->size += line.len;
        return true;
    }
    if (n > 0)
        (void)!ftruncate(f->fd, (off_t)f->size);
    return false;
}

static void write_file(struct log_sink *s, struct str line)
{
    struct log_file *f = CONTAINER_OF(s, struct log_file, sink);
    pthread_mutex_lock(&f->lock);
    if (f->size > 0 && f->size + line.len > f->most)
        rotate(f);
    if (!append(f, line))
        (void)!write(STDERR_FILENO, line.ptr, line.len);
    pthread_mutex_unlock(&f->lock);
}

struct err *log_file_open(const char *path, size_t most, struct log_file **out_file)
{
    owned(log_file) struct log_file *f = mem_new(sizeof *f);
    size_t len = strlen(path);
    f->sink.write = write_file;
    f->fd = -1;
    f->most = most;
    f->path = mem_text(path, len);
    f->old_path = mem_new(len + sizeof ".1");
    snprintf(f->old_path, len + sizeof ".1", "%s.1", path);
    pthread_mutex_init(&f->lock, NULL);
    TRY(open_end(f), "log file");
    *out_file = give(f);
    return NULL;
}

void log_file_free(struct log_file *f)
{
    if (!f)
        return;
    fd_leave(&f->fd);
    pthread_mutex_destroy(&f->lock);
    mem_free(f->path);
    mem_free(f->old_path);
    mem_free(f);
}

struct log_sink *log_file_sink(struct log_file *f)
{
    return &f->sink;
}
