// The floor for validation: libyaml's event loop over the given files and nothing else.
//
//     libyaml-floor PATH...      a PATH is a file, or a directory whose *.yaml, *.yml and *.json are taken
//
// Prints the number of files and of events. One thread, one buffer for all files.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

static unsigned char *buffer;
static size_t capacity;
static long files;
static long events;

static void fail(const char *path, const char *problem) {
    fprintf(stderr, "libyaml-floor: %s: %s\n", path, problem);
    exit(1);
}

// Reads a whole file into the buffer and returns its size.
static size_t read_file(const char *path) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail(path, strerror(errno));
    size_t size = 0;
    for (;;) {
        if (size == capacity) {
            capacity = capacity ? capacity * 2 : 65536;
            buffer = realloc(buffer, capacity);
            if (!buffer) fail(path, "out of memory");
        }
        ssize_t count = read(descriptor, buffer + size, capacity - size);
        if (count < 0) fail(path, strerror(errno));
        if (count == 0) break;
        size += (size_t)count;
    }
    close(descriptor);
    return size;
}

static void parse_file(const char *path) {
    size_t size = read_file(path);
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) fail(path, "out of memory");
    yaml_parser_set_input_string(&parser, buffer, size);
    for (int done = 0; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) fail(path, parser.problem ? parser.problem : "not YAML");
        done = event.type == YAML_STREAM_END_EVENT;
        events++;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    files++;
}

static int is_manifest(const struct dirent *entry) {
    const char *dot = strrchr(entry->d_name, '.');
    return dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml") || !strcmp(dot, ".json"));
}

static void parse_directory(const char *path) {
    struct dirent **entries;
    int count = scandir(path, &entries, is_manifest, alphasort);
    if (count < 0) fail(path, strerror(errno));
    for (int index = 0; index < count; index++) {
        char file[PATH_MAX];
        int length = snprintf(file, sizeof file, "%s/%s", path, entries[index]->d_name);
        if (length < 0 || (size_t)length >= sizeof file) fail(path, "path too long");
        parse_file(file);
        free(entries[index]);
    }
    free(entries);
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: libyaml-floor PATH...\n");
        return 64;
    }
    for (int index = 1; index < count; index++) {
        struct stat status;
        if (stat(arguments[index], &status) < 0) fail(arguments[index], strerror(errno));
        if (S_ISDIR(status.st_mode)) parse_directory(arguments[index]);
        else parse_file(arguments[index]);
    }
    free(buffer);
    printf("%ld files, %ld events\n", files, events);
    return 0;
}
