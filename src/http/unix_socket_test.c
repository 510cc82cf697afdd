/* The control socket's place: who may reach it, and what stands in its way. */
#include "http/unix_socket.h"

#include "base/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *place(const char *name)
{
    static char path[PATH_MOST];
    snprintf(path, sizeof path, "%s/%s", test_dir(), name);
    return path;
}

TEST(the_socket_and_its_directory_are_for_us_alone)
{
    struct stat st;
    owned_fd int fd = -1;
    CHECK_OK(unix_listen(place("new/pith.sock"), &fd));
    CHECK(stat(place("new/pith.sock"), &st) == 0);
    CHECK_INT(st.st_mode & 0777, 0600);
    CHECK(stat(place("new"), &st) == 0);
    CHECK_INT(st.st_mode & 0777, 0700);
}

TEST(a_directory_that_others_may_enter_is_refused)
{
    owned_fd int fd = -1;
    CHECK(mkdir(place("open"), 0700) == 0 && chmod(place("open"), 0711) == 0);
    CHECK_REASON("open_directory", unix_listen(place("open/pith.sock"), &fd));
    CHECK_INT(fd, -1);
}

TEST(what_a_dead_process_left_is_replaced_and_a_live_one_is_not)
{
    int dead = -1;
    owned_fd int fd = -1, second = -1;
    CHECK_OK(unix_listen(place("pith.sock"), &dead));
    CHECK_REASON("already_listening", unix_listen(place("pith.sock"), &second));
    close(dead);
    CHECK_ERR(ERR_UNAVAILABLE, unix_connect(place("pith.sock"), &second));
    CHECK_OK(unix_listen(place("pith.sock"), &fd));
    CHECK_OK(unix_connect(place("pith.sock"), &second));
}

TEST(a_file_that_is_no_socket_is_left_alone)
{
    owned_fd int fd = -1, file = open(place("pith.sock"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    struct stat st;
    CHECK(file >= 0);
    CHECK_OK(unix_listen(place("other.sock"), &fd));
    fd_leave(&fd);
    fd = -1;
    CHECK_REASON("not_a_socket", unix_listen(place("pith.sock"), &fd));
    CHECK(stat(place("pith.sock"), &st) == 0 && S_ISREG(st.st_mode));
}

TEST(a_path_longer_than_an_address_works)
{
    char dir[PATH_MOST], path[PATH_MOST];
    owned_fd int fd = -1, client = -1, server = -1;
    struct unix_peer peer;
    snprintf(dir, sizeof dir, "%s/%0120d", test_dir(), 7);
    snprintf(path, sizeof path, "%.4000s/pith.sock", dir);
    CHECK_OK(unix_listen(path, &fd));
    CHECK_OK(unix_connect(path, &client));
    server = accept(fd, NULL, NULL);
    CHECK_OK(unix_peer_of(server, &peer));
    CHECK_INT(peer.uid, getuid());
    CHECK_INT(peer.pid, getpid());
}

TEST(nobody_there_is_not_found)
{
    int fd = -1;
    CHECK_ERR(ERR_NOT_FOUND, unix_connect(place("none.sock"), &fd));
}
