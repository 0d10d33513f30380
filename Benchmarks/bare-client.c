// Sends prepared HTTP/1.1 requests over a few connections and does nothing else: the least that a client can do.
//
//     bare-client HOST PORT FILE CONNECTIONS
//
// FILE holds the requests, each as its length in decimal, a line break and its bytes. Ends with 1 when one of them is
// not answered with a status below 300.
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

struct request {
    const char *bytes;
    size_t length;
};

static struct request *requests;
static int request_count;
static atomic_int next_request;
static struct addrinfo *address;

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "bare-client: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    exit(1);
}

// One connection and what has been read from it.
struct connection {
    int socket;
    char buffer[1 << 16];
    size_t start, end;
};

static void fill(struct connection *connection) {
    if (connection->start == connection->end) connection->start = connection->end = 0;
    if (connection->end == sizeof connection->buffer) {
        memmove(connection->buffer, connection->buffer + connection->start, connection->end - connection->start);
        connection->end -= connection->start;
        connection->start = 0;
        if (connection->end == sizeof connection->buffer) fail("a line is too long");
    }
    ssize_t count =
        read(connection->socket, connection->buffer + connection->end, sizeof connection->buffer - connection->end);
    if (count <= 0) fail("the server closed a connection");
    connection->end += (size_t)count;
}

static void read_line(struct connection *connection, char *line, size_t size) {
    for (;;) {
        char *start = connection->buffer + connection->start;
        char *stop = memchr(start, '\n', connection->end - connection->start);
        if (stop) {
            size_t length = (size_t)(stop - start);
            if (length > 0 && start[length - 1] == '\r') length--;
            if (length >= size) length = size - 1;
            memcpy(line, start, length);
            line[length] = 0;
            connection->start = (size_t)(stop + 1 - connection->buffer);
            return;
        }
        fill(connection);
    }
}

static void skip(struct connection *connection, size_t length) {
    while (length > 0) {
        size_t present = connection->end - connection->start;
        if (present == 0) {
            fill(connection);
            continue;
        }
        size_t part = present < length ? present : length;
        connection->start += part;
        length -= part;
    }
}

static void read_answer(struct connection *connection) {
    char line[8192], status[8192];
    read_line(connection, status, sizeof status);
    size_t length = 0;
    int is_chunked = 0;
    for (;;) {
        read_line(connection, line, sizeof line);
        if (!line[0]) break;
        if (!strncasecmp(line, "content-length:", 15)) length = strtoul(line + 15, NULL, 10);
        if (!strncasecmp(line, "transfer-encoding: chunked", 26)) is_chunked = 1;
    }
    if (strlen(status) < 12 || status[9] != '2') fail("%s", status);
    if (!is_chunked) return skip(connection, length);
    do {
        read_line(connection, line, sizeof line);
        length = strtoul(line, NULL, 16);
        skip(connection, length);
        read_line(connection, line, sizeof line);
    } while (length > 0);
}

static void *work(void *unused) {
    (void)unused;
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) fail("no memory");
    connection->socket = socket(address->ai_family, SOCK_STREAM, 0);
    if (connection->socket < 0 || connect(connection->socket, address->ai_addr, address->ai_addrlen)) {
        fail("no connection to the server");
    }
    int one = 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    for (;;) {
        int index = atomic_fetch_add(&next_request, 1);
        if (index >= request_count) break;
        struct request request = requests[index];
        while (request.length > 0) {
            ssize_t count = write(connection->socket, request.bytes, request.length);
            if (count <= 0) fail("the server closed a connection");
            request.bytes += count;
            request.length -= (size_t)count;
        }
        read_answer(connection);
    }
    close(connection->socket);
    free(connection);
    return NULL;
}

static void read_requests(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) fail("cannot read %s", path);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(size + 1);
    if (!bytes || fread(bytes, 1, size, file) != size) fail("cannot read %s", path);
    bytes[size] = 0;
    fclose(file);
    size_t place = 0;
    while (place < size) {
        char *end;
        size_t length = strtoul(bytes + place, &end, 10);
        place = (size_t)(end + 1 - bytes);
        if (*end != '\n' || length == 0 || length > size - place) fail("%s is damaged", path);
        requests = realloc(requests, ((size_t)request_count + 1) * sizeof *requests);
        if (!requests) fail("no memory");
        requests[request_count++] = (struct request){bytes + place, length};
        place += length;
    }
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "usage: bare-client HOST PORT FILE CONNECTIONS\n");
        return 64;
    }
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    if (getaddrinfo(arguments[1], arguments[2], &hints, &address)) fail("no such host: %s", arguments[1]);
    read_requests(arguments[3]);
    int connections = atoi(arguments[4]);
    if (connections < 1 || connections > 256) fail("1 to 256 connections are possible");
    pthread_t threads[256];
    for (int index = 0; index < connections; index++) {
        if (pthread_create(&threads[index], NULL, work, NULL)) fail("no thread");
    }
    for (int index = 0; index < connections; index++) pthread_join(threads[index], NULL);
    return 0;
}
