"""Applying to an API server: to the sandbox, or to the one that --server names."""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from urllib.parse import urlsplit

from measuring import MIB, TIMES, Failure, Row, S, compiled, note, ratios, run

NAMESPACE = "openmcf-benchmark"
ROUTES = f"/apis/gateway.networking.k8s.io/v1alpha2/namespaces/{NAMESPACE}/tcproutes"
COUNT = 1000
IN_FLIGHT = 16
# A stack of its own, so that the mark on the routes is the same for every client.
LINEAGE = "00000000-0000-4000-8000-0000000be9c4"


# The server


@contextmanager
def sandbox(openmcf, folder):
    """The URL of a sandbox that serves for as long as the body runs."""
    folder.mkdir()
    port = folder / "port"
    command = [openmcf, "sandbox", "-q", "--port", "0", "--port-file", port, "--data-dir", folder / "data"]
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not (port.exists() and port.read_text().strip()):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failure("the sandbox did not start")
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port.read_text().split()[0]}"
    finally:
        process.terminate()
        process.wait()


class Server:
    """What is asked of the API server beside the measurement."""

    def __init__(self, url):
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        if parts.scheme != "http" or parts.path:
            raise Failure(f"--server {url}: http://HOST:PORT is needed, such as 'kubectl proxy' offers")
        self.host, self.port = parts.hostname, str(parts.port or 80)

    def send(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code in (404, 409):
                return json.load(error)
            raise Failure(f"{method} {path}: status {error.code}") from error
        except OSError as error:
            raise Failure(f"{self.url}: {error}") from error

    def prepare(self):
        self.send("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
        self.send("DELETE", ROUTES)

    def route_count(self):
        return len(self.send("GET", ROUTES)["items"])

    def requests(self, path, requests):
        """Writes HTTP requests for bare-client: pairs of a request line and headers, and a body."""
        with path.open("wb") as file:
            for line, headers, body in requests:
                head = [line + " HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(body)}", *headers]
                text = ("\r\n".join(head) + "\r\n\r\n").encode() + body
                file.write(f"{len(text)}\n".encode() + text)
        return path


# What is applied


def manifests(path, count):
    """A file of manifests, a listener of its own for each route."""
    with path.open("w") as file:
        for index in range(count):
            file.write(
                "---\napiVersion: kubernetes.openmcf.org/v1\nkind: KubernetesTcpRoute\n"
                f"metadata: {{name: route-{index:05}}}\nspec:\n  namespace: {NAMESPACE}\n"
                f"  parentRefs: [{{name: gateway-{index // 64}, sectionName: tcp-{index % 64}}}]\n"
                f"  rules: [{{backendRefs: [{{name: backend-{index % 500}, port: {10000 + index % 10000}}}]}}]\n"
            )
    return path


def objects(openmcf, path):
    """The objects that an apply sends."""
    items = json.loads(run([openmcf, "render", "-q", "-f", path, "-o", "json"]))["items"]
    for item in items:
        item["metadata"].setdefault("annotations", {})["openmcf.org/stack"] = LINEAGE
    return items


def creates(items):
    for item in items:
        # No object has this version: the apply can only create.
        body = {**item, "metadata": {**item["metadata"], "resourceVersion": "1"}}
        yield (
            f"PATCH {ROUTES}/{item['metadata']['name']}?fieldManager=openmcf&fieldValidation=Strict",
            ["Content-Type: application/apply-patch+yaml"],
            json.dumps(body, separators=(",", ":")).encode(),
        )


def deletes(items):
    for item in items:
        yield f"DELETE {ROUTES}/{item['metadata']['name']}", [], b""


# What is measured


class Stack:
    """A folder with manifests and a state, and the commands on it."""

    def __init__(self, openmcf, server, folder, count):
        folder.mkdir()
        self.folder, self.count = folder, count
        manifests(folder / "routes.yaml", count)
        stack = ["-q", "-y", "--no-preflight", "--server", server.url]
        self.apply = ([openmcf, "apply", "-f", "routes.yaml", "--lineage", LINEAGE, *stack], folder)
        self.destroy = ([openmcf, "destroy", *stack], folder)


def applying(openmcf, stopwatch, scratch, count, url=None):
    with sandbox(openmcf, scratch / "server") if url is None else given(url) as address:
        server = Server(address)
        server.prepare()
        where = "the sandbox" if url is None else "an API server"
        rows = small(openmcf, stopwatch, scratch, server, where)
        return rows + large(openmcf, stopwatch, scratch, server, count)


@contextmanager
def given(url):
    yield url


def small(openmcf, stopwatch, scratch, server, where):
    """One thousand routes, against clients that do less and clients that do something like it."""
    stack = Stack(openmcf, server, scratch / "stack", COUNT)
    bare = compiled("bare-client", scratch, "-lpthread")
    items = objects(openmcf, stack.folder / "routes.yaml")

    def bare_command(name, requests, connections=IN_FLIGHT):
        path = server.requests(scratch / name, requests)
        return ([bare, server.host, server.port, path, connections], scratch)

    steps = {
        "apply": stack.apply,
        "again": stack.apply,
        "list": bare_command("list", [(f"GET {ROUTES}", [], b"")], 1),
        "destroy": stack.destroy,
        "bare": bare_command("creates", creates(items)),
        "bare delete": bare_command("deletes", deletes(items)),
    }
    steps |= others(server, scratch, items)
    run(stack.apply[0], cwd=stack.folder)
    if server.route_count() != COUNT:
        raise Failure(f"an apply of {COUNT} routes made {server.route_count()}")
    run(stack.destroy[0], cwd=stack.folder)
    samples = dict(zip(steps, stopwatch.alternate(steps.values())))
    rows = [
        Row(f"`openmcf apply` of {COUNT:,} new routes to {where}", samples["apply"].seconds, S),
        Row(f"a bare client that sends the same, {IN_FLIGHT} in flight", samples["bare"].seconds, S),
        Row("— `openmcf apply` against it", ratios(samples["apply"], samples["bare"]), TIMES, 1.15),
        Row("— processor time of `openmcf apply`", samples["apply"].cpu, S),
        Row("— processor time of the bare client", samples["bare"].cpu, S),
        Row("`openmcf apply` again, nothing to do", samples["again"].seconds, S),
        Row("— against one LIST of the namespace", ratios(samples["again"], samples["list"]), TIMES, 2),
        Row("`openmcf destroy` of them", samples["destroy"].seconds, S),
        Row("— against the apply", ratios(samples["destroy"], samples["apply"]), TIMES, 1),
    ]
    for name in ("kubectl apply --server-side", "kapp deploy"):
        if name in samples:
            rows += [
                Row(f"`{name}` of the same objects", samples[name].seconds, S),
                Row("— `openmcf apply` against it", ratios(samples["apply"], samples[name]), TIMES),
            ]
    return rows


def others(server, scratch, items):
    """The commands of other tools that are installed."""
    file = scratch / "objects.yaml"
    file.write_text("".join(f"---\n{json.dumps(item)}\n" for item in items))
    steps = {}
    kubectl = shutil.which("kubectl")
    if kubectl:
        kubectl = [kubectl, "--server", server.url]
        steps["kubectl apply --server-side"] = ([*kubectl, "apply", "--server-side", "-f", file], scratch)
        steps["kubectl delete"] = ([*kubectl, "delete", "--wait=false", "-f", file], scratch)
    else:
        note("kubectl is not installed: applying is not compared with it")
    kapp = shutil.which("kapp")
    if kapp:
        config = scratch / "kubeconfig"
        cluster = {"name": "c", "cluster": {"server": server.url}}
        context = {"name": "c", "context": {"cluster": "c", "user": "u", "namespace": NAMESPACE}}
        config.write_text(
            json.dumps(
                {
                    "apiVersion": "v1", "kind": "Config", "current-context": "c", "clusters": [cluster],
                    "contexts": [context], "users": [{"name": "u", "user": {}}],
                }
            )
        )
        flags = ["--app", "benchmark", "--yes", "--kubeconfig", config]
        steps["kapp deploy"] = ([kapp, "deploy", *flags, "--wait=false", "-f", file], scratch)
        steps["kapp delete"] = ([kapp, "delete", *flags], scratch)
    else:
        note("kapp is not installed: applying is not compared with it")
    return steps


def large(openmcf, stopwatch, scratch, server, count):
    """Many routes: what one more of them takes must not grow."""
    quarter = Stack(openmcf, server, scratch / "quarter", count // 4)
    whole = Stack(openmcf, server, scratch / "whole", count)
    steps = []
    for stack in (quarter, whole):
        steps += [stack.apply, stack.apply, stack.destroy]
    small_apply, small_again, _, apply, again, destroy = stopwatch.alternate(steps, runs=min(stopwatch.runs, 3))
    growth = [a / b / 4 for a, b in zip(apply.seconds, small_apply.seconds)]
    again_growth = [a / b / 4 for a, b in zip(again.seconds, small_again.seconds)]
    return [
        Row(f"`openmcf apply` of {count:,} new routes", apply.seconds, S),
        Row("— peak memory", apply.memory, MIB, 150),
        Row(f"— time for one route, against {quarter.count:,} routes", growth, TIMES, 1.25),
        Row(f"`openmcf apply` again of {count:,} routes, nothing to do", again.seconds, S),
        Row("— peak memory", again.memory, MIB, 150),
        Row(f"— time for one route, against {quarter.count:,} routes", again_growth, TIMES, 1.25),
        Row(f"`openmcf destroy` of {count:,} routes", destroy.seconds, S),
        Row("— peak memory", destroy.memory, MIB),
    ]
