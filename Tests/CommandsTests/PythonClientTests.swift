import TestSupport
import Testing

/// The official Python client: its typed API, its dynamic one, and a watch.
///
/// Runs where the package `kubernetes` is installed; CI installs it.
@Suite(.enabled(if: Python.hasKubernetes, "the Python package 'kubernetes' is not installed"))
struct PythonClientTests {
    private static let setUp = """
        import sys
        from kubernetes import client, dynamic, watch
        configuration = client.Configuration()
        configuration.host = sys.argv[1]
        api = client.ApiClient(configuration)
        group, version = "gateway.networking.k8s.io", "v1"
        def route(name, port=5432):
            return {"apiVersion": group + "/" + version, "kind": "TCPRoute", "metadata": {"name": name},
                    "spec": {"rules": [{"backendRefs": [{"name": "pg", "port": port}]}]}}

        """

    private static let typed = (
        """
        core = client.CoreV1Api(api)
        core.create_namespace({"metadata": {"name": "team"}})
        service = core.create_namespaced_service("team", {
            "metadata": {"name": "db"}, "spec": {"ports": [{"port": 5432}], "selector": {"app": "db"}}})
        print(service.spec.type, service.spec.ports[0].target_port, service.spec.cluster_ip != "")
        print([item.metadata.name for item in core.list_namespaced_service("team").items])
        core.patch_namespaced_service("db", "team", {"metadata": {"labels": {"a": "b"}}})
        print(core.read_namespaced_service("db", "team").metadata.labels)
        lease = client.CoordinationV1Api(api).create_namespaced_lease(
            "team", {"metadata": {"name": "l"}, "spec": {"holderIdentity": "me", "leaseDurationSeconds": 5}})
        print(lease.spec.holder_identity)
        review = client.AuthorizationV1Api(api).create_self_subject_access_review(
            {"spec": {"resourceAttributes": {"verb": "get", "resource": "services"}}})
        print(review.status.allowed)
        custom = client.CustomObjectsApi(api)
        place = (group, version, "team", "tcproutes")
        print(custom.create_namespaced_custom_object(*place, route("pg"))["metadata"]["generation"])
        changed = custom.patch_namespaced_custom_object(*place, "pg", {"metadata": {"labels": {"a": "b"}}})
        print(changed["metadata"]["labels"])
        try:
            custom.create_namespaced_custom_object(*place, route("bad", 70000))
        except client.ApiException as refusal:
            print(refusal.status, refusal.reason)
        custom.delete_namespaced_custom_object(*place, "pg")
        print(len(custom.list_namespaced_custom_object(*place)["items"]))
        print(core.delete_namespaced_service("db", "team").kind)
        """,
        """
        ClusterIP 5432 True
        ['db']
        {'a': 'b'}
        me
        True
        1
        {'a': 'b'}
        422 Unprocessable Entity
        0
        Service

        """
    )

    private static let dynamicClient = (
        """
        found = dynamic.DynamicClient(api)
        routes = found.resources.get(api_version=group + "/" + version, kind="TCPRoute")
        made = routes.create(body=route("pg"), namespace="default")
        print(made.metadata.name, made.spec.rules[0].backendRefs[0].weight)
        applied = routes.server_side_apply(
            body=route("pg", 5433), name="pg", namespace="default", field_manager="python", force_conflicts=True)
        print(applied.spec.rules[0].backendRefs[0].port)
        body = routes.get(name="pg", namespace="default").to_dict()
        body["metadata"]["labels"] = {"a": "b"}
        print(routes.replace(body=body, namespace="default").metadata.labels.a)
        print([item.metadata.name for item in routes.get(namespace="default", label_selector="a=b").items])
        print(routes.delete(name="pg", namespace="default").status)
        print(found.resources.get(api_version="route.openshift.io/v1", kind="Route").namespaced)
        """,
        """
        pg 1
        5433
        b
        ['pg']
        Success
        True

        """
    )

    private static let watched = (
        """
        custom = client.CustomObjectsApi(api)
        place = (group, version, "default", "tcproutes")
        version_before = custom.list_namespaced_custom_object(*place)["metadata"]["resourceVersion"]
        custom.create_namespaced_custom_object(*place, route("pg"))
        custom.patch_namespaced_custom_object(*place, "pg", {"metadata": {"labels": {"a": "b"}}})
        custom.delete_namespaced_custom_object(*place, "pg")
        events = watch.Watch()
        for event in events.stream(
            custom.list_namespaced_custom_object, *place, resource_version=version_before, timeout_seconds=20):
            print(event["type"], event["object"]["metadata"]["name"])
            if event["type"] == "DELETED":
                events.stop()
        """,
        """
        ADDED pg
        MODIFIED pg
        DELETED pg

        """
    )

    @Test(arguments: [("typed", typed), ("dynamic", dynamicClient), ("watch", watched)])
    func works(_ name: String, _ example: (program: String, output: String)) async throws {
        let python = try #require(Tools.python)
        let workspace = try Workspace()
        try workspace.write("client.py", Self.setUp + example.program)
        try await ForegroundSandbox.run { sandbox in
            let run = try await workspace.run(python, ["client.py", sandbox.url])
            #expect(run.output == example.output, "\(run.testDescription)")
            #expect(run.status == 0, "\(run.testDescription)")
        }
    }
}
