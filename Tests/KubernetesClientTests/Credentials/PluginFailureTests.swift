import TestSupport
import Testing

@testable import KubernetesClient

/// Plugins that fail: one clear error each, and nothing left running.
struct PluginFailureTests {
    private static let byHand = "Run it by hand to see what is wrong, or choose another user with --user."

    @Test(arguments: [
        ("exit 3", "failed with exit code 3"),
        ("kill -9 $$", "was ended by signal 9"),
        ("", "printed what cannot be used: it is no ExecCredential in JSON or YAML"),
        ("echo 'Please log in: {'", "printed what cannot be used: it is no ExecCredential in JSON or YAML"),
        (
            "echo '{\"apiVersion\":\"V1\",\"status\":{\"token\":\"s3cret\"},}'",
            "printed what cannot be used: it is no ExecCredential in JSON or YAML"
        ),
        ("printf '\\377\\000'", "printed what cannot be used: it is no ExecCredential in JSON or YAML"),
        ("echo '{}'", "printed what cannot be used: it has no apiVersion, where the kubeconfig says 'V1'"),
        (
            "echo '{\"apiVersion\":\"V1beta1\"}'",
            "printed what cannot be used: it has 'V1beta1', where the kubeconfig says 'V1'"
        ),
        (
            "echo '{\"apiVersion\":\"s3cret\"}'",
            "printed what cannot be used: it has another apiVersion, where the kubeconfig says 'V1'"
        ),
        (
            "echo '{\"apiVersion\":\"V1\",\"kind\":\"Secret\"}'",
            "printed what cannot be used: it is of another kind than ExecCredential"
        ),
        ("answer null", "printed what cannot be used: it has no 'status'"),
        ("answer '[]'", "printed what cannot be used: it has a 'status' that is no object"),
        ("answer '{}'", "printed what cannot be used: it has neither a token nor a certificate"),
        ("answer '{\"token\":5}'", "printed what cannot be used: it has a 'token' that is no text"),
        (
            "answer '{\"token\":\"s3cret\\nmore\"}'",
            "printed what cannot be used: it has a token with a line break or another control character in it"
        ),
        (
            "answer '{\"clientKeyData\":\"s3cret\"}'",
            "printed what cannot be used: it has a certificate or a key, not both"
        ),
        (
            "answer '{\"clientKeyData\":\"s3cret\",\"clientCertificateData\":\"x\"}'",
            "printed what cannot be used: it has a 'clientCertificateData' that is no PEM certificate"
        ),
        (
            "answer '{\"token\":\"t\",\"expirationTimestamp\":\"tomorrow\"}'",
            "printed what cannot be used: it has an 'expirationTimestamp' that is no time"
        ),
        (
            "answer '{\"token\":\"t\",\"expirationTimestamp\":\"\"}'",
            "printed what cannot be used: it has an 'expirationTimestamp' that is no time"
        ),
        (
            "answer '{\"token\":\"t\"},\"spec\":{\"interactive\":\"s3cret\"}'",
            "printed what cannot be used: it has a 'spec.interactive' that is neither true nor false"
        ),
        (
            "answer '{\"token\":\"t\"},\"spec\":[]'",
            "printed what cannot be used: it has a 'spec' that is no object"
        ),
    ])
    func whatItDoesWrong(script: String, message: String) async throws {
        let spelled = { (text: String) in text.replacing("V1", with: "client.authentication.k8s.io/v1") }
        let plugin = try PluginFixture(spelled(script))
        #expect(
            await plugin.failure() == "the plugin '/bin/sh' of user 'u' of /k \(spelled(message)) | \(Self.byHand)")
        #expect(plugin.runs == 1)
    }

    @Test(arguments: [
        ("no-such-plugin", "is not installed: no folder of PATH has it"),
        (
            "/no/such/plugin",
            "cannot be run: there is no such file, or its first line names a program that is not there"
        ),
        ("/etc/passwd", "cannot be run: it is not executable"),
    ])
    func whatCannotBeRun(command: String, message: String) async throws {
        var plugin = try PluginFixture("")
        plugin.command = command
        plugin.installHint = "Install it with:\n  get plugin"
        #expect(
            await plugin.failure()
                == "the plugin '\(command)' of user 'u' of /k \(message) | Install it with:\n  get plugin")
    }

    @Test func aRelativeFolderInPATHIsNotLookedInto() async throws {
        var plugin = try PluginFixture("")
        plugin.command = "sh"
        plugin.searchPath = "../../../../../../../../../../bin"
        #expect(
            await plugin.failure()
                == "the plugin 'sh' of user 'u' of /k is not run: PATH names its folder relative to the current one | "
                + Self.byHand)
    }

    @Test func whatHasToAskAndCannot() async throws {
        var plugin = try PluginFixture("answer '{\"token\":\"t\"}'")
        plugin.mode = .always
        #expect(
            await plugin.failure()
                == "the plugin '/bin/sh' of user 'u' of /k has to ask something ('interactiveMode: Always'), and there is "
                + "no terminal | \(Self.byHand)")
        #expect(plugin.runs == 0)
    }

    @Test func aFloodIsEnded() async throws {
        var plugin = try PluginFixture("echo $$ > \"$1/process\"; while :; do echo flood; done")
        plugin.options.maximumSize = 1 << 20
        #expect(
            await plugin.failure()
                == "the plugin '/bin/sh' of user 'u' of /k wrote more than 1 MiB | \(Self.byHand)")
        #expect(await processEnds(plugin.read("process")))
    }

    /// Also what it started, and what will not be asked to end.
    @Test func whatHangsIsEndedWithItsChildren() async throws {
        var plugin = try PluginFixture("trap '' TERM; sleep 300 & echo $! > \"$1/child\"; sleep 300")
        plugin.options.limit = .seconds(1)
        #expect(
            await plugin.failure()
                == "the plugin '/bin/sh' of user 'u' of /k did not end within 1 s | \(Self.byHand)")
        #expect(await processEnds(plugin.read("child")))
    }

    @Test func itEndsWithTheRun() async throws {
        let plugin = try PluginFixture("sleep 300 & echo $! > \"$1/child\"; wait")
        let task = Task { await plugin.failure() }
        while !plugin.read("child").hasSuffix("\n") { try await Task.sleep(for: .milliseconds(2)) }
        task.cancel()
        #expect(await task.value == "cancelled")
        #expect(await processEnds(plugin.read("child")))
    }
}
