import TestSupport
import Testing

/// What `explain` says of fields, word for word.
struct ExplainTextTests {
    private static let head = """
        KIND:       KubernetesTcpRoute
        VERSION:    kubernetes.openmcf.org/v1
        FOR:        Gateway API v1.6/experimental, TCPRoute v1alpha2


        """

    static let cases: [(arguments: [String], text: String)] = [
        (
            [],
            """
            DESCRIPTION:
                A TCP route on Kubernetes, declared for openmcf.

            RULES:
                spec.namespace or metadata.namespace must be set (required-field)
                metadata.namespace must be spec.namespace where both are set
                  (namespace-mismatch)

            FIELDS:
              apiVersion  <string>  -required- Always kubernetes.openmcf.org/v1.
              kind        <string>  -required- Always KubernetesTcpRoute.
              metadata    <object>  -required- Name and labels of the route, and where it
                                    belongs. openmcf uses name, namespace, env, labels and
                                    annotations; the rest is for other tools.
              spec        <object>  -required- What the route forwards and where it lives.
              status      <any>     Ignored: it may stand in a manifest that was exported.

            """
        ),
        (
            ["metadata.labels"],
            """
            FIELD:      metadata.labels <map[string]string>

            DESCRIPTION:
                Labels; carried over to the TCPRoute, except those under openmcf.org and its
                subdomains, which steer tools. kubernetes.openmcf.org/context names the
                context of the kubeconfig to use.

            """
        ),
        (
            ["spec.namespace"],
            """
            FIELD:      spec.namespace <string or object>

            DESCRIPTION:
                Namespace of the route: a name, {value: name}, or {valueFrom: …} to take it
                from another manifest. Needed unless metadata.namespace has it.

            ALLOWED:
                1 to 63 characters
                a lowercase RFC 1123 label: letters a-z, digits and '-', starting and
                  ending with a letter or digit

            OR A MAPPING WITH:
              value      <string>  The name itself.
              valueFrom  <object>  Takes the name from another manifest of the input, or
                                   from the outputs of an applied route.

            """
        ),
        (
            ["spec.namespace.valueFrom.fieldPath"],
            """
            FIELD:      spec.namespace.valueFrom.fieldPath <string>
            DEFAULT:    spec.name

            DESCRIPTION:
                Field that holds the name. A KubernetesTcpRoute also has its outputs,
                status.outputs.routeName and status.outputs.namespace.

            ALLOWED:
                at least 1 character

            """
        ),
        (
            ["spec.parentRefs"],
            """
            FIELD:      spec.parentRefs <[]object>

            DESCRIPTION:
                Gateways that the route attaches to. Several references to one Gateway must
                name different listeners.

            ALLOWED:
                at most 32 elements

            RULES:
                sectionName or port must be specified when parentRefs includes 2 or more
                  references to the same parent (parent-listener-required)
                sectionName or port must be unique when parentRefs includes 2 or more
                  references to the same parent (duplicate-parent)

            FIELDS:
              group        <string>            API group of the parent. Default:
                                               gateway.networking.k8s.io.
              kind         <string>            Kind of the parent: a Gateway, or a Service
                                               in a mesh. Default: Gateway.
              namespace    <string>            Namespace of the parent; the route's own when
                                               left out.
              name         <string or object>  -required- Name of the Gateway, or of the
                                               other parent.
              sectionName  <string>            Listener of the Gateway, by name.
              port         <integer>           Listener of the Gateway, by port.

            """
        ),
        (
            ["spec.useDefaultGateways"],
            """
            FIELD:      spec.useDefaultGateways <string>
            AVAILABLE:  since v1.4, in the experimental channel only

            DESCRIPTION:
                Attaches the route to the cluster's default Gateways as well (experimental
                channel, GEP-3793).

            ALLOWED:
                All, None

            """
        ),
        (
            ["spec.rules"],
            """
            FIELD:      spec.rules <[]object> -required-

            DESCRIPTION:
                Where connections go. A TCP route matches nothing: each connection of the
                listener takes the rule.

            ALLOWED:
                1 to 16 elements

            RULES:
                Rule name must be unique within the route (duplicate-rule-name)

            FIELDS:
              name         <string>    Name of the rule, to refer to it by.
              backendRefs  <[]object>  -required- Backends that share the connections by
                                       weight.

            """
        ),
        (
            ["spec.rules.backendRefs"],
            """
            FIELD:      spec.rules.backendRefs <[]object> -required-

            DESCRIPTION:
                Backends that share the connections by weight. One that is missing or has no
                endpoints rejects its share.

            ALLOWED:
                1 to 16 elements

            RULES:
                Must have port for Service reference (port-required)

            FIELDS:
              group      <string>            API group of the backend; "" is the core group,
                                             which has Service. Default: "".
              kind       <string>            Kind of the backend. Default: Service.
              name       <string or object>  -required- Name of the Service, or of the other
                                             backend.
              namespace  <string>            Namespace of the backend; the route's own when
                                             left out.
              port       <integer>           Port of the backend; required for a Service.
              weight     <integer>           Share of the connections, relative to the sum
                                             of all weights of the rule; 0 gets none.
                                             Default: 1.

            """
        ),
        (
            ["spec.rules.backendRefs.group"],
            """
            FIELD:      spec.rules.backendRefs.group <string>
            DEFAULT:    ""

            DESCRIPTION:
                API group of the backend; "" is the core group, which has Service.

            ALLOWED:
                at most 253 characters
                an API group such as 'gateway.networking.k8s.io', or "" for the core group

            """
        ),
        (
            ["spec.rules.backendRefs.port"],
            """
            FIELD:      spec.rules.backendRefs.port <integer>

            DESCRIPTION:
                Port of the backend; required for a Service.

            ALLOWED:
                1 to 65535

            """
        ),
        (
            ["spec.rules.backendRefs.name.valueFrom"],
            """
            FIELD:      spec.rules.backendRefs.name.valueFrom <object>

            DESCRIPTION:
                Takes the name from another manifest of the input, or from the outputs of an
                applied route.

            FIELDS:
              kind       <string>  -required- Kind of the other manifest.
              env        <string>  Environment of the other manifest, its metadata.env,
                                   where several have the name.
              name       <string>  -required- Name of the other manifest, its metadata.name.
              fieldPath  <string>  Field that holds the name. Default: metadata.name.

            """
        ),
        (
            ["metadata.relationships", "--recursive"],
            """
            FIELD:      metadata.relationships <[]object>

            DESCRIPTION:
                Other manifests that this one has to do with.

            FIELDS:
              kind <string>
              env <string>
              name <string>
              type <string>

            """
        ),
    ]

    @Test(arguments: cases)
    func text(arguments: [String], text: String) async throws {
        let run = try await Workspace().inProcess(["explain"] + arguments)
        #expect(run.output == Self.head + text)
        #expect(run.errors == "")
        #expect(run.status == 0)
    }
}
