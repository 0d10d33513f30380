// Runs a command with its standard output discarded and prints "NANOSECONDS MAXRSS_KIB CPU_MICROSECONDS".
//
//     measure COMMAND [ARGUMENT...]
//
// Ends with the status of the command.
//
// A program of its own because Linux counts the memory of whoever starts a process as a part of that process's peak:
// a script's interpreter is larger than what is measured here, this is not.
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **arguments) {
    if (count < 2) {
        fprintf(stderr, "usage: measure COMMAND [ARGUMENT...]\n");
        return 64;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);

    pid_t child;
    long long start = now();
    int error = posix_spawnp(&child, arguments[1], &actions, NULL, arguments + 1, environ);
    if (error) {
        fprintf(stderr, "measure: %s: %s\n", arguments[1], strerror(error));
        return 127;
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) < 0) {
        perror("measure: wait4");
        return 1;
    }
    long long elapsed = now() - start;

    long kibibytes = usage.ru_maxrss;
#ifdef __APPLE__
    kibibytes /= 1024;
#endif
    long long cpu = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL + usage.ru_utime.tv_usec
                    + usage.ru_stime.tv_usec;
    printf("%lld %ld %lld\n", elapsed, kibibytes, cpu);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
