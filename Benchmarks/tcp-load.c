// Loads a TCP proxy, and is what stands behind it.
//
//     tcp-load serve                                    echoes on a free port, which it prints, until it is killed
//     tcp-load rate PORT CONNECTIONS AT-A-TIME BYTES    makes connections that echo BYTES and are closed
//     tcp-load bulk PORT STREAMS BYTES                  sends BYTES through each stream and reads them back
//     tcp-load idle PORT CONNECTIONS BYTES              opens connections, echoes BYTES on each, prints "open", and
//                                                       keeps them until its standard input ends
//
// `rate` and `bulk` print the nanoseconds that they took. A byte that is lost or another than was sent is an error.
// All connections are to 127.0.0.1. One thread and epoll, so that proxies are compared and not what loads them.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, EVENTS = 256, MOST_FILES = 1 << 17 };

// What is to be done on a connection; indexed by its descriptor.
struct stream {
    long long to_send, to_read;
    int closes; // whether it is closed when everything is back
};

static struct stream streams[MOST_FILES];
static char sent[CHUNK], buffer[CHUNK];
static int poller;

static void fail(const char *what) {
    fprintf(stderr, "tcp-load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void watch(int file, unsigned events, int operation) {
    struct epoll_event event = {.events = events, .data.fd = file};
    if (epoll_ctl(poller, operation, file, &event) < 0) fail("epoll_ctl");
}

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// MARK: Echoing

// A connection is echoed by one chunk at a time: what cannot be written at once waits, and nothing is read meanwhile.
struct pending {
    int start, end;
    char *bytes;
};

static struct pending pendings[MOST_FILES];

static void stop_echoing(int file) {
    free(pendings[file].bytes);
    memset(&pendings[file], 0, sizeof pendings[file]);
    close(file);
}

static void echo(int file) {
    struct pending *pending = &pendings[file];
    for (;;) {
        while (pending->start < pending->end) {
            ssize_t count = write(file, pending->bytes + pending->start, (size_t)(pending->end - pending->start));
            if (count < 0 && errno == EAGAIN) return watch(file, EPOLLOUT, EPOLL_CTL_MOD);
            if (count < 0) return stop_echoing(file);
            pending->start += count;
        }
        ssize_t count = read(file, buffer, CHUNK);
        if (count < 0 && errno == EAGAIN) {
            // An idle connection costs the server no buffer.
            free(pending->bytes);
            memset(pending, 0, sizeof *pending);
            return watch(file, EPOLLIN, EPOLL_CTL_MOD);
        }
        if (count <= 0) return stop_echoing(file);
        if (!pending->bytes && !(pending->bytes = malloc(CHUNK))) fail("malloc");
        memcpy(pending->bytes, buffer, (size_t)count);
        pending->start = 0;
        pending->end = (int)count;
    }
}

static void serve(void) {
    int one = 1, server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (server < 0 || bind(server, (struct sockaddr *)&address, length) < 0 || listen(server, 4096) < 0 ||
        getsockname(server, (struct sockaddr *)&address, &length) < 0)
        fail("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    watch(server, EPOLLIN, EPOLL_CTL_ADD);
    for (;;) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(poller, events, EVENTS, -1);
        for (int index = 0; index < count; index++) {
            int file = events[index].data.fd;
            if (file != server) {
                echo(file);
                continue;
            }
            while ((file = accept4(server, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                if (file >= MOST_FILES) fail("too many connections");
                setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                watch(file, EPOLLIN, EPOLL_CTL_ADD);
            }
        }
    }
}

// MARK: Loading

static void begin(int port, long long bytes, int closes) {
    int one = 1, file = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = loopback(port);
    if (file < 0 || file >= MOST_FILES) fail("socket");
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(file, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) fail("connect");
    streams[file] = (struct stream){bytes, bytes, closes};
    watch(file, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

// Takes a step on a connection. Returns whether everything is back.
static int step(int file, unsigned ready) {
    struct stream *stream = &streams[file];
    if (ready & EPOLLERR) {
        int error = 0;
        socklen_t length = sizeof error;
        getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &length);
        errno = error;
        fail("a connection");
    }
    if (ready & EPOLLOUT) {
        while (stream->to_send > 0) {
            ssize_t count = write(file, sent, (size_t)(stream->to_send < CHUNK ? stream->to_send : CHUNK));
            if (count < 0 && errno == EAGAIN) break;
            if (count < 0) fail("write");
            stream->to_send -= count;
        }
        if (stream->to_send == 0) watch(file, EPOLLIN, EPOLL_CTL_MOD);
    }
    while (stream->to_read > 0) {
        ssize_t count = read(file, buffer, CHUNK);
        if (count < 0 && errno == EAGAIN) break;
        if (count < 0) fail("read");
        if (count == 0) {
            errno = ECONNRESET;
            fail("a connection ended too early");
        }
        if (memcmp(buffer, sent, (size_t)count) != 0) {
            errno = EBADMSG;
            fail("other bytes came back");
        }
        stream->to_read -= count;
    }
    if (stream->to_read > 0 || stream->to_send > 0) return 0;
    if (stream->closes) close(file);
    else watch(file, 0, EPOLL_CTL_DEL);
    return 1;
}

// Makes `total` connections, `most` at a time, and returns when everything is back on all of them.
static void load(int port, int total, int most, long long bytes, int closes) {
    int begun = 0, ended = 0;
    while (ended < total) {
        while (begun < total && begun - ended < most) {
            begin(port, bytes, closes);
            begun++;
        }
        struct epoll_event events[EVENTS];
        int count = epoll_wait(poller, events, EVENTS, 20000);
        if (count == 0) {
            errno = ETIMEDOUT;
            fail("nothing comes back");
        }
        for (int index = 0; index < count; index++) ended += step(events[index].data.fd, events[index].events);
    }
}

int main(int count, char **arguments) {
    struct rlimit files = {0, 0};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    // The same byte everywhere: chunks may come back in other sizes than they went.
    memset(sent, 'x', CHUNK);
    if ((poller = epoll_create1(0)) < 0) fail("epoll_create1");

    const char *mode = count > 1 ? arguments[1] : "";
    long long start = now();
    if (count == 2 && !strcmp(mode, "serve")) serve();
    if (count == 6 && !strcmp(mode, "rate")) {
        load(atoi(arguments[2]), atoi(arguments[3]), atoi(arguments[4]), atoll(arguments[5]), 1);
    } else if (count == 5 && !strcmp(mode, "bulk")) {
        load(atoi(arguments[2]), atoi(arguments[3]), atoi(arguments[3]), atoll(arguments[4]), 1);
    } else if (count == 5 && !strcmp(mode, "idle")) {
        load(atoi(arguments[2]), atoi(arguments[3]), 64, atoll(arguments[4]), 0);
        puts("open");
        fflush(stdout);
        while (read(0, buffer, CHUNK) > 0) {}
        return 0;
    } else {
        fprintf(stderr, "usage: see the top of tcp-load.c\n");
        return 64;
    }
    printf("%lld\n", now() - start);
    return 0;
}
