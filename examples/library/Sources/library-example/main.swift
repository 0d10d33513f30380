import TCPRoutes

let shared =
    TCPRoute.metadata.withNamespace("app")
    + TCPRoute.metadata.withLabelsMixin(["team": "databases"])
    + TCPRoute.spec.withParentRefs(ParentReference().withName("gateway").withSectionName("tcp"))

func backend(_ name: String, port: Int) -> BackendReference {
    BackendReference().withName(name).withPort(port)
}

let routes = [
    TCPRoute("postgres") + shared
        + TCPRoute.spec.withRules(TCPRoute.Rule().withBackendRefs(backend("postgres", port: 5432))),
    TCPRoute("broker") + shared
        + TCPRoute.spec.withParentRefs(ParentReference().withName("gateway").withSectionName("broker"))
        + TCPRoute.spec.withRules(
            TCPRoute.Rule().withBackendRefs(
                backend("broker-stable", port: 9092).withWeight(90),
                backend("broker-canary", port: 9092).withWeight(10))),
]

struct InvalidRoutes: Error {
    let problems: [Problem]
}

let problems = routes.flatMap { $0.problems() }
guard problems.isEmpty else { throw InvalidRoutes(problems: problems) }
print(routes: routes)
