"""The sandbox under load: 10,000 routes, written and listed, and then changed while a hundred clients watch."""

import http.client
import json
import multiprocessing
import os
import selectors
import socket
import statistics
import subprocess
import threading
import time

from measuring import MIB, MS, S, Failure, Row, note

CLIENTS, WATCHERS = 16, 100
NAMESPACE = "/api/v1/namespaces"
ROUTES = "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/load/tcproutes"
MARK = b'{"type":"MODIFIED"'


class Server:
    """A sandbox of its own, in a folder that the caller removes."""

    def __init__(self, openmcf, folder):
        folder.mkdir(parents=True)
        began = time.monotonic()
        port_file = folder / "port"
        command = [openmcf, "sandbox", "--port", "0", "--port-file", port_file, "--data-dir", folder / "data", "-q"]
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() - began > 30:
                raise Failure("the sandbox did not start")
            time.sleep(0.001)
        self.start = time.monotonic() - began
        self.port = int(port_file.read_text())

    @property
    def memory(self):
        """The most that it had at a time, in MiB."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return 0

    @property
    def cpu(self):
        """Seconds of CPU so far."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Client:
    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, method, path, body=None, kind="application/json"):
        text = None if body is None else json.dumps(body)
        self.connection.request(method, path, text, {"Content-Type": kind})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise Failure(f"{method} {path} was answered with {answer.status}: {content[:300]!r}")
        return content


def route(index):
    rules = [{"backendRefs": [{"name": f"backend-{index % 500}", "port": 5432}]}]
    return {
        "apiVersion": "gateway.networking.k8s.io/v1alpha2",
        "kind": "TCPRoute",
        "metadata": {"name": f"route-{index:05}"},
        "spec": {"parentRefs": [{"name": "edge", "sectionName": f"tcp-{index % 64}"}], "rules": rules},
    }


def in_parallel(port, count, request):
    """Sends `count` requests over 16 connections; the seconds that all took, and those of each."""
    times, failures = [], []

    def work(first):
        try:
            client = Client(port)
            for index in range(first, count, CLIENTS):
                began = time.monotonic()
                client.send(*request(index))
                times.append(time.monotonic() - began)
        except (Failure, OSError) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(CLIENTS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise Failure(str(failures[0]))
    return time.monotonic() - began, times


def watch(port, version, expected, pipe):
    """Watches with many connections, in a process of its own, until each has seen every change."""
    selector = selectors.DefaultSelector()
    for _ in range(WATCHERS):
        connection = socket.create_connection(("127.0.0.1", port))
        line = f"GET {ROUTES}?watch=1&resourceVersion={version} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(line.encode())
        selector.register(connection, selectors.EVENT_READ, [0, b""])
    pipe.send("ready")
    waiting = WATCHERS
    while waiting:
        for key, _ in selector.select():
            seen, rest = key.data
            chunk = key.fileobj.recv(1 << 18)
            if not chunk:
                pipe.send("a watch ended early")
                return
            text = rest + chunk
            key.data[0] = seen + text.count(MARK)
            # A mark that is cut in two is counted with what follows.
            key.data[1] = text[-(len(MARK) - 1) :]
            if key.data[0] >= expected:
                selector.unregister(key.fileobj)
                waiting -= 1
    pipe.send("done")


def change(port, count, round):
    """Changes every route; what of it is new differs from round to round."""
    weight = {"metadata": {"labels": {"round": str(round)}}}
    return in_parallel(
        port, count, lambda index: ("PATCH", f"{ROUTES}/route-{index:05}", weight, "application/merge-patch+json")
    )


def change_while_watched(port, count, round):
    """The seconds until the last watch has seen the last change."""
    version = json.loads(Client(port).send("GET", ROUTES + "?limit=1"))["metadata"]["resourceVersion"]
    own, other = multiprocessing.Pipe()
    watching = multiprocessing.Process(target=watch, args=(port, version, count, other))
    watching.start()
    try:
        own.recv()
        began = time.monotonic()
        change(port, count, round)
        said = own.recv()
        if said != "done":
            raise Failure(said)
        return time.monotonic() - began
    finally:
        watching.terminate()
        watching.join()


def sandbox(openmcf, scratch, runs, count):
    starts, creates, lists, plain, watched, memory, plain_cpu, watched_cpu = [], [], [], [], [], [], [], []
    for round in range(min(runs, 3)):
        server = Server(openmcf, scratch / f"sandbox-{round}")
        try:
            starts.append(server.start * 1000)
            client = Client(server.port)
            client.send("POST", NAMESPACE, {"metadata": {"name": "load"}})
            _, times = in_parallel(server.port, count, lambda index: ("POST", ROUTES, route(index)))
            creates.append(statistics.median(times) * 1000)
            for _ in range(3):
                began = time.monotonic()
                client.send("GET", ROUTES)
                lists.append((time.monotonic() - began) * 1000)
            before = server.cpu
            plain.append(change(server.port, count, 1)[0])
            between = server.cpu
            watched.append(change_while_watched(server.port, count, 2))
            plain_cpu.append(between - before)
            watched_cpu.append(server.cpu - between)
            memory.append(server.memory)
            note(
                f"sandbox: {plain[-1]:.1f} s for {count:,} updates ({plain_cpu[-1]:.1f} s of CPU), "
                f"{watched[-1]:.1f} s with {WATCHERS} watches ({watched_cpu[-1]:.1f} s of CPU)"
            )
        finally:
            server.stop()
    return [
        Row("`openmcf sandbox`, until it answers", starts, MS, budget=50),
        Row(f"sandbox: a create, {CLIENTS} clients at a time (median of {count:,})", creates, MS, budget=2),
        Row(f"sandbox: a list of {count:,} routes", lists, MS, budget=200),
        Row(f"sandbox: {count:,} updates, {CLIENTS} clients at a time", plain, S),
        Row("sandbox: its processor time for that", plain_cpu, S),
        Row(f"sandbox: the same until {WATCHERS} watches have seen all of them", watched, S),
        Row("sandbox: its processor time for that with the watches", watched_cpu, S),
        Row("sandbox: memory at most, with all of that", memory, MIB, budget=400),
    ]
