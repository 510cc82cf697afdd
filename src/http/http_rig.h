/* http_rig: a server for tests, on real sockets but with a clock that only moves when told: client
 * and server take turns in one thread, so that slow clients cost no time.
 *
 * What its handler does follows from the path:
 *
 *     /hello /nothing /refused    answers at once        /file /shrunk     a range of a file
 *     /echo /count                the body, whole or counted in pieces
 *     /pause                      as /count, but pauses after each piece   (held)
 *     /later /stream              leaves the answer to the test            (held)
 *     /duplex                     begins to answer while it reads
 *     /content /content-file      ten digits with a version, and parts of them
 *     /raw                        upgrades, and says back what it hears    (held)
 *     /short /overlong            less or more than was promised           /large-head */
#pragma once
#include "base/test.h"
#include "http/http_priv.h"

enum { BODY_MOST = 64 * KIB, HEARD_MOST = 4 * MIB };

struct http_rig {
    struct loop *loop;
    struct http_server *server;
    char path[PATH_MOST];
    struct http_conn *held; /* whose answer is the test's */
    int port;               /* of 127.0.0.1 */
    size_t streamed, pieces, drained_calls, closed, raw_closed, drained_servers;
    char heard[HEARD_MOST];
};
extern struct http_rig rig;

/* A server for the rest of the block. */
#define with_server()                                          \
    __attribute__((cleanup(rig_stop), unused)) int token_ = 0; \
    rig_start()
void rig_start(void);
void rig_stop(int *token);

void settle(void);                 /* until nothing happens any more */
void pass(int64_t ms);             /* lets time pass */
int come(void);                    /* a client that does not block */
int come_by_tcp(const char *from); /* the same, from an address of 127.0.0.0/8 */
void say(int fd, const char *text);
void say_bytes(int fd, struct str s);
const char *hear(int fd); /* all that has arrived; "<end>" stands for the end of the connection */
size_t fill_stream(void); /* gives to the held stream until it says stop; how much that was */
size_t buffers_in_use(void);

#define DATE        "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
#define GET(path)   "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"
#define OK(n, body) "HTTP/1.1 200 OK\r\n" DATE "content-length: " #n "\r\n\r\n" body

#define CHUNKED_POST                                                       \
    "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" \
    "3;x\r\nabc\r\n4\r\ndefg\r\n0\r\nT: t\r\n\r\n"
#define CONVERSATION                                                                              \
    GET("/nothing")                                                                               \
    CHUNKED_POST GET("/file") "\r\nHEAD /hello HTTP/1.1\r\nHost: h\r\n\r\n"                       \
                              "POST /count HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n12345" \
                              "GET /none HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
