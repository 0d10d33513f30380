import Testing
import Values

struct GroupVersionTests {
    @Test(arguments: [
        ("gateway.networking.k8s.io/v1", "gateway.networking.k8s.io", "v1"), ("v1", "", "v1"), ("", "", ""),
        ("/v1", "", "v1"), ("a/", "a", ""), ("a/b/c", "a", "b/c"),
    ])
    func parts(text: String, group: String, version: String) {
        #expect(GroupVersion(text) == GroupVersion(group: group, version: version))
    }
}
