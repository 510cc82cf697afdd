/* Every maximum of pith, in one place. A growing buffer is born with one of these, and an
 * op's row names them, so that help, schemas and error messages can say the figure.
 * Sizes are bytes unless the name says otherwise. */
#pragma once

#define KIB 1024LL
#define MIB (1024LL * KIB)
#define GIB (1024LL * MIB)

/* Wire forms (DESIGN, "An operation"). */
#define COUNT_MOST          9007199254740991LL /* 2^53 - 1: exact in every JSON reader */
#define TIME_MOST_MS        253402300799999LL  /* the last millisecond of the year 9999 */
#define BYTES_INLINE_MOST   (1 * MIB)          /* above this, bytes travel raw or as a stream */
#define TEXT_MOST           (1 * MIB)
#define NAME_MOST           128
#define PATH_MOST           4096
#define REASON_MOST         64
#define SETTING_WORDS_MOST  4096 /* of a setting */
#define SETTING_PLACES_MOST 128  /* in it */

/* JSON, TOML and time zones. */
#define JSON_DEPTH_MOST 128
#define JSON_BYTES_MOST (64 * MIB)
#define TOML_DEPTH_MOST 64
#define TOML_BYTES_MOST (1 * MIB)
#define TOML_TREE_MOST  (256 * MIB) /* what the tree of that may take */
#define TZ_BYTES_MOST   (256 * KIB) /* a time zone file; real ones have up to 4 KiB */

/* Calls. */
#define CALL_ARENA_MOST      (16 * MIB) /* what one call may allocate for its arguments and reply */
#define CALL_ARGS_MOST       (8 * MIB)  /* an encoded argument object, from any door */
#define VISITOR_ARGS_MOST    (4 * KIB)  /* and of whoever has not said who it is */
#define LIST_MOST            100000     /* items in a list parameter, unless its row says less */
#define OPS_MOST             4096       /* rows, static and registered at run time */
#define PARAMS_MOST          32         /* parameters of one op */
#define SHAPE_FIELDS_MOST    128        /* of one object, also in shapes that come at run time */
#define NEEDS_MOST           4          /* capability questions of one op */
#define DEADLINE_MOST_MS     (24 * 3600 * 1000LL)
#define IDEMPOTENCY_KEY_MOST 128

/* Changing files. */
#define PATCH_EDITS_MOST 256
#define UNDO_CALLS_MOST  100 /* taken back at once */
#define PATCH_FILE_MOST  (64 * MIB)

/* Mounts, and writing in pieces. */
#define MOUNTS_MOST       64
#define MOUNTS_EACH_MOST  16          /* of one caller that is not the owner */
#define MOUNTS_RESERVED   16          /* that others leave free for the owner */
#define MOUNT_MEMORY      (16 * MIB)  /* of a tree in memory, unless it is told */
#define MOUNT_MEMORY_MOST (256 * MIB) /* of all that one caller has */
#define STREAM_CHUNK      (64 * KIB)
#define STREAM_CHUNK_MOST (1 * MIB)
#define STREAMS_EACH_MOST 32  /* that one caller writes at once */
#define STREAMS_MOST      256 /* and all */

/* Trees of names. */
#define TREE_ROWS_MOST 100000

/* Searching files. */
#define SEARCH_TEXT_MOST      4096 /* of what is looked for */
#define SEARCH_NAMES_MOST     64   /* globs of one search */
#define SEARCH_CONTEXT_MOST   20   /* lines before and behind a hit */
#define SEARCH_HITS_MOST      1000000
#define SEARCH_HIT_TEXT_MOST  1024        /* of a line that is shown */
#define SEARCH_HELD_HIGH      (1 * MIB)   /* found and not yet taken: workers leave */
#define SEARCH_HELD_LOW       (256 * KIB) /* and here they come back */
#define SEARCH_WORKERS_MOST   8
#define SEARCH_AT_ONCE_MOST   64          /* searches */
#define SEARCH_WINDOW         (256 * KIB) /* of a file, at first; it grows with a long line */
#define SEARCH_LINE_MOST      (8 * MIB)   /* a longer line counts as several */
#define SEARCH_DIR_MOST       (64 * MIB)  /* the names of one directory */
#define SEARCH_DIRS_MOST      200000      /* that wait to be looked into */
#define SEARCH_RULE_FILE_MOST (256 * KIB) /* of a .gitignore; the rest is not read */
#define SEARCH_RULES_MOST     10000       /* in it */

/* Watching files. */
#define WATCH_DIRS_MOST      50000 /* of one tree */
#define WATCH_CHANGES_MOST   10000 /* paths that wait to be told */
#define WATCHES_AT_ONCE_MOST 64

/* Threads and queues. */
#define POOL_THREADS_MOST 64
#define POOL_QUEUE_MOST   4096
#define POOL_STACK        (256 * KIB)
#define POOL_IDLE_MS      10000 /* after this without work a worker ends */
#define THREADS_MOST      128

/* Logs and errors. */
#define LOG_LINE_MOST    (16 * KIB)
#define LOG_FILE_MOST    (10 * MIB) /* and as much again for the one before */
#define ERR_TEXT_MOST    (4 * KIB)
#define ERR_DETAILS_MOST 8

/* Observation: 65,536 slots in all. */
#define OBSERVE_RINGS          16
#define OBSERVE_SLOTS          4096
#define OBSERVE_ANOMALIES_KEPT 64

/* HTTP/1.1. */
#define HTTP_LINE_MOST         (8 * KIB)  /* the first line, and each header */
#define HTTP_HEADERS_MOST      (32 * KIB) /* all lines of a head; again for trailers */
#define HTTP_HEADER_COUNT_MOST 100
#define HTTP_METHOD_MOST       32
#define HTTP_TARGET_MOST       (7 * KIB)
#define HTTP_CHUNK_LINE_MOST   256
#define HTTP_CHUNK_EXTRA_MOST  (4 * KIB)   /* chunk extensions of one body in all */
#define HTTP_BODY_MOST         (16 * MIB)  /* a body that is delivered whole */
#define HTTP_WINDOW            (16 * KIB)  /* what is received at once */
#define HTTP_BUFFERS_KEPT      16          /* free ones; the rest goes back to the kernel */
#define HTTP_BUFFERS_MOST      512         /* in use; past that slow heads make room */
#define HTTP_PARTS_MOST        4           /* of one write */
#define HTTP_QUEUE_HIGH        (256 * KIB) /* a stream that runs ahead so far is told to stop */
#define HTTP_QUEUE_LOW         (64 * KIB)  /* and here to go on */
#define HTTP_QUEUE_MOST        (16 * MIB)  /* and here it is cut off */
#define HTTP_CONNECTIONS_MOST  12000
#define HTTP_CONNECTIONS_LOCAL 64  /* more, for those of unix sockets: the owner gets in */
#define HTTP_CONNECTIONS_EACH  256 /* from one address that is not this machine's */
#define HTTP_TURN_STEPS        64  /* what one connection may do before others have their turn */
#define HTTP_FIRST_BYTE_MS     10000
#define HTTP_HEAD_MS           10000      /* from its first byte to its last */
#define HTTP_BODY_STALL_MS     30000      /* without a byte in */
#define HTTP_WRITE_STALL_MS    30000      /* without a byte out */
#define HTTP_IDLE_MS           75000      /* between two requests */
#define HTTP_HALF_CLOSED_MS    10000      /* for the answer to a peer that will say no more */
#define HTTP_LINGER_MS         2000       /* for the peer to read our last words */
#define HTTP_LINGER_MOST       (16 * MIB) /* a body that was refused is read over, to be heard */
#define HTTP_ACCEPT_PAUSE_MS   100        /* when descriptors or memory are out */

/* WebSocket. Times are met to the second, so that many connections wake us together. */
#define WS_PING_EVERY_MS 30000
#define WS_PONG_MS       12000 /* ten seconds, and some slack, to answer it */
#define WS_CLOSE_MS      2000  /* for the peer to say goodbye, too */

/* WebSocket links; more at gateway/link.h. */
#define RPC_BATCH_MOST  100 /* calls of one JSON-RPC batch */
#define LINK_COUNT_MOST 20000
#define LINK_CALLS_MOST 64        /* running at once */
#define LINK_KEPT_HIGH  (1 * MIB) /* not acknowledged: streams wait */
#define LINK_KEPT_LOW   (256 * KIB)
#define LINK_KEPT_MOST  (64 * MIB)  /* and here the link is given up */
#define LINKS_KEPT_MOST (256 * MIB) /* by all of them: the one that keeps most is given up */
#define LINK_GRACE_MS   (2 * 60 * 1000)
#define LINK_HELLO_MS   5000      /* for the first frame */
#define LINK_HELLO_MOST (4 * KIB) /* of whoever has not said who it is */
#define WS_FRAME_MOST   (8 * MIB) /* a message of a client */

/* Programs that share memory with us; more at lib/pith_wire.h. */
#define RING_CONNECTIONS_MOST 256
#define RING_RESERVED         32          /* of them, for services: others leave them free */
#define RING_HELLO_MS         5000        /* from connecting to the first word */
#define RING_HELD_MOST        (64 * MIB)  /* that a program does not take: it is cut off */
#define RING_HELD_COUNT_MOST  4096        /* the same, in entries */
#define RING_LENT_MOST        (256 * MIB) /* that it has by descriptor, and has not read */
#define RING_WORDS_MOST       1024        /* that wait for the loop: no more is read meanwhile */
#define RING_WORDS_BYTES_MOST (32 * MIB)  /* the same, in bytes */
#define RING_FDS_MOST         520         /* that came ahead of their entries, which are 256 */
#define RING_SPIN_US          50          /* after the last entry, before the poller sleeps */
#define RING_TURN             64          /* entries of one program before the next has its turn */
#define RING_TURN_US          200         /* the same, in time; at least one */
#define RING_LONG_US          20 /* a turn after which a program lets the others go first */

/* Sandboxes. */
#define SANDBOX_POOL_MOST    64
#define SANDBOX_POOL_KEPT_MS 60000 /* without a start; then the warm ones go */

/* Signing in. */
#define SIGN_IN_CODE_MS    (5 * 60 * 1000)
#define SIGN_IN_CODES_MOST 16   /* that wait to be used; the oldest goes */
#define CREDENTIALS_MOST   1000 /* sessions and tokens */
#define CREDENTIAL_CALLS_MOST                                           \
    2000 /* of one of them at once, unless limits.calls_at_once says it \
          */

/* The store; more at store.h. */
#define STORE_QUEUE_MOST    4096      /* jobs that wait, for each database */
#define STORE_BATCH_MOST    256       /* jobs in one commit */
#define STORE_LOG_FRAMES    1000      /* pages in the log before a checkpoint */
#define STORE_LOG_KEEP_MOST (8 * MIB) /* of the log's file, after it was longer */
#define STORE_CACHE_PAGES   256       /* of each connection */
