/* The format file and the data directory. */
#include "base/test.h"
#include "store/machine.h"
#include "store/store_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define GOOD "format = 1\ncipher = aes256gcm\nreserve = 48\nkey = 0123456789abcdef\n"

TEST(a_format_file_reads_back)
{
    struct format format = { FORMAT_NOW, SEAL_TRAILER, SEAL_XCHACHA20, "1234567" }, again;
    owned(buf) struct buf text;
    buf_init(&text, FORMAT_FILE_MOST);
    format_write(&format, &text);
    CHECK_OK(format_read(buf_text(&text), &again));
    CHECK_INT(again.version, format.version);
    CHECK_INT(again.cipher, SEAL_XCHACHA20);
    CHECK(memcmp(again.key_id, format.key_id, SEAL_KEY_ID) == 0);
    CHECK_OK(format_read(STR(GOOD), &again));
}

TEST(a_newer_format_is_called_newer_whatever_else_it_says)
{
    struct format format;
    CHECK_REASON("newer_format", format_read(STR("format = 2\ncipher = rot13\nmore\n"), &format));
    CHECK_REASON("older_format", format_read(STR("format = 0\n"), &format));
}

TEST(an_odd_format_file_is_corrupt)
{
    static const struct str odd[] = {
        STR_INIT(""),
        STR_INIT("format = 1\n"),
        STR_INIT("format = one\n"),
        STR_INIT("cipher = aes256gcm\nformat = 1\n"),
        STR_INIT("format = 1\nformat = 1\n"),
        STR_INIT("format = 1\ncipher = none\n"),
        STR_INIT("format = 1\nreserve = 32\n"),
        STR_INIT("format = 1\nkey = 0123\n"),
        STR_INIT("format = 1\ncolour = blue\n"),
        STR_INIT(GOOD "key = 0123456789abcdef\n"),
        STR_INIT("format = 99999999999999999999\n"),
    };
    struct format format;
    for (size_t i = 0; i < COUNT_OF(odd); i++)
        CHECK_REASON("bad_format_file", format_read(odd[i], &format));
}

TEST(a_directory_of_a_newer_format_is_left_alone)
{
    owned(store) struct store *s = NULL;
    CHECK_OK(disk_write_file(&disk_real, test_dir(), "format", STR("format = 2\n")));
    CHECK_REASON("newer_format", store_open(test_dir(), NULL, &s));
    owned_mem char *key = disk_path(test_dir(), "master.key");
    CHECK_INT(disk_real.exists(&disk_real, key), 0);
}

TEST(the_files_are_for_their_owner_alone)
{
    static const char *const names[] = { "master.key", "system.db", "system.db-wal", "format",
                                         "lock" };
    owned(store) struct store *s = NULL;
    CHECK_OK(store_open(test_dir(), NULL, &s));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct stat st;
        owned_mem char *path = disk_path(test_dir(), names[i]);
        CHECK_INT(stat(path, &st), 0);
        CHECK_INT(st.st_mode & 0777, 0600);
    }
}

TEST(either_cipher_serves_and_is_kept)
{
    for (enum seal_cipher c = SEAL_AES256GCM; c < SEAL_CIPHERS; c++) {
        if (!seal_cipher_here(c))
            continue;
        owned(machine) struct machine m = machine_new(1);
        m.options.cipher = seal_cipher_name(c);
        CHECK_OK(start(&m));
        put_some(&m, 0, 50);
        crash(&m);
        m.options.cipher = NULL;
        CHECK_OK(start(&m));
        CHECK_INT(m.db->files->cipher, c);
        expect_all(&m, 50);
    }
}

/* A second daemon. */

static void try_to_open(void *arg)
{
    struct store *s = NULL;
    struct err *e = store_open(test_dir(), NULL, &s);
    char pid[32];
    snprintf(pid, sizeof pid, "process %d", *(int *)arg);
    bool says_who = str_find(str_of(err_text(e)), str_of(pid), NULL);
    _exit(strcmp(err_reason(e), "in_use") == 0 && says_who ? 0 : 1);
}

TEST(a_second_process_is_told_who_has_the_directory)
{
    int pid = getpid();
    owned(store) struct store *s = NULL, *again = NULL;
    CHECK_OK(store_open(test_dir(), NULL, &s));
    CHECK_INT(test_in_child(try_to_open, &pid), 0);
    CHECK_REASON("in_use", store_open(test_dir(), NULL, &again));
    store_free(give(s));
    CHECK_OK(store_open(test_dir(), NULL, &s));
}
