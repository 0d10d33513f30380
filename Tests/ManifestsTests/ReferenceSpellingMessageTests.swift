import Testing

/// What a person is told of references whose fields are misspelled, set twice or no text, word for word.
struct ReferenceSpellingMessageTests {
    static let cases = [
        MessageCase(
            "valueIsOctal",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                value: 010
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:12: error: value must be a string, not the integer 8, written 010 [wrong-type]
              7 |     value: 010
                |            ^^^
              help: put quotes around it to make it a string

            """#),
        MessageCase(
            "nameIsANumber",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: 010}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:23: error: name must be a string, not the integer 8, written 010 [wrong-type]
              7 |     valueFrom: {name: 010}
                |                       ^^^
              help: put quotes around it to make it a string

            """#),
        MessageCase(
            "nameIsEmpty",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: ""}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:23: error: name must not be empty [text-length]
              7 |     valueFrom: {name: ""}
                |                       ^^

            """#),
        MessageCase(
            "misspelledFieldInValueFrom",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {nmae: x}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:17: error: valueFrom has no field 'nmae' [unknown-field]
              7 |     valueFrom: {nmae: x}
                |                 ^^^^
              help: did you mean 'name'?

            """#),
        MessageCase(
            "bothSpellingsOfValueFrom",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: x}
                value_from: {name: y}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:8:5: error: 'value_from' and 'valueFrom' are the same field, set twice [duplicate-key]
              8 |     value_from: {name: y}
                |     ^^^^^^^^^^
              help: keep one of the two

            """#),
        MessageCase(
            "bothSpellingsOfFieldPath",
            #"""
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: db
            spec:
              namespace:
                valueFrom: {name: x, field_path: a, fieldPath: b}
              rules:
              - backendRefs:
                - name: db
                  port: 5432

            """#,
            #"""
            f.yaml:7:26: error: 'field_path' and 'fieldPath' are the same field, set twice [duplicate-key]
              7 |     valueFrom: {name: x, field_path: a, fieldPath: b}
                |                          ^^^^^^^^^^
              help: keep one of the two

            """#),
    ]

    @Test(arguments: cases)
    func rendered(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }
}
