"""The data plane of the sandbox's Gateways against HAProxy in TCP mode: the same load through both, alternately."""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from measuring import MIB, TIMES, Failure, Row, compiled, note

PER_SECOND, MICROSECONDS, MIB_PER_SECOND = "/s", "µs", "MiB/s"
CONNECTIONS, AT_A_TIME, SMALL = 10_000, 64, 1024
STREAMS, LARGE = 8, 256 * 1024 * 1024
IDLE, ONCE_THROUGH = 9_900, 1024 * 1024
# Both sides of each connection, and some for everything else.
DESCRIPTORS = 2 * IDLE + 200


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, failure):
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise Failure(failure)


class Proxy:
    """A process that listens on `port` and passes connections on."""

    def __init__(self, name, process, port, pids):
        self.name, self.process, self.port, self.pids = name, process, port, pids

    @property
    def cpu(self):
        """Seconds of CPU so far."""
        ticks = 0
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self):
        """MiB in use."""
        total = 0
        for pid in self.pids:
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    total += int(line.split()[1])
        return total / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait()


def allow_descriptors():
    """Raises the limit of open files of this process and of those it starts; says whether that worked."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, DESCRIPTORS), max(hard, DESCRIPTORS)))
        return True
    except (ValueError, OSError):
        return False


def sandbox(openmcf, folder, backend):
    port, api = free_port(), free_port()
    group = "gateway.networking.k8s.io/v1"
    objects = [
        {
            "apiVersion": group, "kind": "Gateway", "metadata": {"name": "bench"},
            "spec": {
                "gatewayClassName": "openmcf", "listeners": [{"name": "tcp", "port": port, "protocol": "TCP"}]
            },
        },
        {
            "apiVersion": group, "kind": "TCPRoute", "metadata": {"name": "bench"},
            "spec": {
                "parentRefs": [{"name": "bench"}], "rules": [{"backendRefs": [{"name": "echo", "port": 7}]}]
            },
        },
        {
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "echo"},
            "spec": {"ports": [{"name": "echo", "port": 7}]},
        },
    ]
    (folder / "objects.yaml").write_text("\n---\n".join(json.dumps(one) for one in objects))
    process = subprocess.Popen(
        [openmcf, "sandbox", "--port", str(api), "-f", "objects.yaml", "--backend", f"echo={backend}"]
        + ["--max-connections", str(IDLE)],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(port, "openmcf's Gateway does not listen")
    return Proxy("openmcf", process, port, [process.pid])


def haproxy(folder, backend):
    port = free_port()
    (folder / "haproxy.cfg").write_text(
        f"""global
    maxconn {IDLE}
    nbthread {os.cpu_count()}
defaults
    mode tcp
    timeout connect 5s
    timeout client 10m
    timeout server 10m
listen echo
    bind 127.0.0.1:{port}
    server echo 127.0.0.1:{backend}
""")
    process = subprocess.Popen(
        ["haproxy", "-db", "-f", "haproxy.cfg"], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    wait_for(port, "HAProxy does not listen")
    return Proxy("HAProxy", process, port, [process.pid])


def measured(load, proxy, *arguments):
    """Seconds that a load takes through a proxy, and of CPU that it costs it."""
    before = proxy.cpu
    mode, *rest = [str(argument) for argument in arguments]
    done = subprocess.run([load, mode, str(proxy.port), *rest], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{proxy.name}: {done.stderr.strip()}")
    return int(done.stdout) / 1e9, proxy.cpu - before


def idle_memory(load, proxy, each):
    """MiB of a proxy with connections that say nothing, after `each` bytes went through every one of them."""
    process = subprocess.Popen(
        [load, "idle", str(proxy.port), str(IDLE), str(each)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if process.stdout.readline() != "open\n":
        raise RuntimeError(f"{proxy.name} does not keep {IDLE} connections")
    time.sleep(1)
    memory = proxy.memory
    process.stdin.close()
    process.wait()
    return memory


def gateway(openmcf, scratch, runs):
    """The rows of the table; none where HAProxy is not installed."""
    if not shutil.which("haproxy"):
        note("haproxy is not installed: the data plane is not measured")
        return []
    can_be_idle = allow_descriptors()
    load = compiled("tcp-load", scratch)
    folder = scratch / "gateway"
    folder.mkdir()
    backend = subprocess.Popen([load, "serve"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        port = int(backend.stdout.readline())
        rates, bulks, costs = ({"openmcf": [], "HAProxy": []} for _ in range(3))
        proxies = [sandbox(openmcf, folder, port), haproxy(folder, port)]
        try:
            for number in range(runs + 1):
                for proxy in proxies:
                    seconds, cpu = measured(load, proxy, "rate", CONNECTIONS, AT_A_TIME, SMALL)
                    bulk, _ = measured(load, proxy, "bulk", STREAMS, LARGE)
                    if number > 0:  # the first round only warms up
                        rates[proxy.name].append(CONNECTIONS / seconds)
                        costs[proxy.name].append(cpu / CONNECTIONS * 1e6)
                        # Each byte goes there and back.
                        bulks[proxy.name].append(2 * STREAMS * LARGE / bulk / 2**20)
        finally:
            for proxy in proxies:
                proxy.stop()
        rows = [
            Row("connections a second through a Gateway, 1 KiB echoed", rates["openmcf"], PER_SECOND),
            Row("— HAProxy", rates["HAProxy"], PER_SECOND),
            Row("— against HAProxy", divided(rates), TIMES, least=0.5),
            Row("— CPU for a connection", costs["openmcf"], MICROSECONDS),
            Row("— HAProxy", costs["HAProxy"], MICROSECONDS),
            Row(f"MiB a second through a Gateway, {STREAMS} streams, both ways", bulks["openmcf"], MIB_PER_SECOND),
            Row("— HAProxy", bulks["HAProxy"], MIB_PER_SECOND),
            Row("— against HAProxy", divided(bulks), TIMES, least=0.9),
        ]
        if not can_be_idle:
            note(f"{DESCRIPTORS} open files are not allowed: idle connections are not measured")
            return rows
        for each, words in ((0, "idle connections"), (ONCE_THROUGH, "idle connections, after 1 MiB through each")):
            # Fresh ones: memory that was used for other things is not given back.
            proxies = [sandbox(openmcf, folder, port), haproxy(folder, port)]
            try:
                own, other = [idle_memory(load, proxy, each) for proxy in proxies]
            finally:
                for proxy in proxies:
                    proxy.stop()
            rows.append(Row(f"memory with {IDLE:,} {words}", [own], MIB, budget=110))
            rows.append(Row("— HAProxy", [other], MIB))
        return rows
    except RuntimeError as error:
        raise Failure(str(error))
    finally:
        backend.kill()
        backend.wait()


def divided(values):
    return [own / other for own, other in zip(values["openmcf"], values["HAProxy"])]
